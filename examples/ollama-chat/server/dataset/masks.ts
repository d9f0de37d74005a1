import type { Generation, Message } from 'finetap'

/** How often each rule masked something. */
export type Masked = { readonly [rule: string]: number }

/**
 * What was masked in what a call adds to its conversation. The note in the record counts the whole history, which chat apps
 * send again with each call; so the placeholders of its rules are counted in the new messages.
 */
export function newlyMasked({ redaction, request, response }: Generation): Masked {
  if (redaction === undefined) return {}
  const text = JSON.stringify([newMessages(request.messages), response.messages])
  const counts = redaction.rules.map((rule) => [rule, placeholders(rule, text)] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

export function addMasked(a: Masked, b: Masked): Masked {
  const sum: { [rule: string]: number } = { ...a }
  for (const [rule, count] of Object.entries(b)) sum[rule] = (sum[rule] ?? 0) + count
  return sum
}

/** The messages behind the last answer of the history. */
export function newMessages(messages: readonly Message[]): readonly Message[] {
  return messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1)
}

/** `[EMAIL]`, and `[EMAIL_2]` for the second address. */
function placeholders(rule: string, text: string): number {
  const name = rule.toUpperCase().replaceAll('-', '_')
  return text.match(new RegExp(String.raw`\[${name}(_\d+)?\]`, 'g'))?.length ?? 0
}
