import type { Example, ExampleMessage, MessageOrigin } from '../../core/example.ts'
import { defined } from '../../core/field.ts'
import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import type { Path } from '../conversations.ts'
import { digest } from '../digest.ts'
import type { Placed } from './placed.ts'
import type { Stretch } from '../read-at.ts'

/**
 * The example that a path becomes. Its id names its first own generation, so it stays when the conversation goes on.
 *
 * @param read gives the JSON text of a message or of tools
 */
export function exampleOf(tree: ConversationTree, path: Path, read: (stretch: Stretch) => string): Example {
  const { own, first } = path
  const notes = own.map(({ note }) => note)
  const { id, conversationId } = first.note
  const tools = notes.findLast((note) => note.tools !== undefined)?.tools
  const toolsAt = tools === undefined ? undefined : tree.toolsOf(tools)
  return {
    id: digest(`example ${own[0].note.id}`),
    conversationId: conversationId ?? id,
    group: conversationId === undefined ? digest(`conversation ${id}`) : tree.key,
    ...defined({
      sessionId: notes.find((note) => note.sessionId !== undefined)?.sessionId,
      userId: notes.find((note) => note.userId !== undefined)?.userId,
      tenantId: notes.find((note) => note.tenantId !== undefined)?.tenantId,
    }),
    startedAt: notes.reduce(
      (earliest, { startedAt }) => (startedAt < earliest ? startedAt : earliest),
      own[0].note.startedAt,
    ),
    messages: messagesOf(tree, path, read),
    ...(toolsAt === undefined ? {} : { tools: JSON.parse(read(toolsAt)) }),
    generationIds: notes.map((note) => note.id),
    excluded: [],
    flags: [],
    redactions: {},
  }
}

function messagesOf(tree: ConversationTree, { own, last }: Path, read: (stretch: Stretch) => string): ExampleMessage[] {
  const answers = new Map<TreeNode, Placed>()
  for (let answer: Placed | undefined = last; answer !== undefined; answer = answer.parent)
    answers.set(answer.node, answer)
  const trained = new Set(own)
  const messages: ExampleMessage[] = []
  for (let node: TreeNode | undefined = last.node; node !== undefined; node = node.parent) {
    const answer = answers.get(node)
    // The model's own form holds what apps drop when they send the history back, such as reasoning.
    const body = (answer === undefined ? undefined : tree.bodyOf(answer.answerId)) ?? node.body
    const message = JSON.parse(read(body))
    if (answer === undefined) messages.push({ message, weight: 0 })
    else messages.push({ message, weight: trained.has(answer) ? 1 : 0, origin: originOf(answer) })
  }
  return messages.toReversed()
}

function originOf({ note }: Placed): MessageOrigin {
  const { id, model, status, finishReason, startedAt } = note
  return { generationId: id, model, status, ...defined({ finishReason }), startedAt }
}
