/** So many calls make a conversation, which sends its history with each. */
export const CONVERSATION = 20

export function callName(writer: string, number: number): string {
  return `${writer}-${number}`
}

export function conversationOf(writer: string, number: number): string {
  return `${writer}/${Math.floor(number / CONVERSATION)}`
}

/** Whose call it is, and which. */
export function parseCallName(name: string): { readonly writer: string; readonly number: number } {
  const at = name.lastIndexOf('-')
  return { writer: name.slice(0, at), number: Number(name.slice(at + 1)) }
}

/** Whose conversation it is. */
export function writerOf(conversation: string): string {
  return conversation.slice(0, conversation.lastIndexOf('/'))
}
