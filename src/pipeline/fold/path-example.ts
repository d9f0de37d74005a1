import type { Example, ExampleMessage, MessageOrigin } from '../../core/example.ts'
import { defined } from '../../core/field.ts'
import type { Message } from '../../core/message.ts'
import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import type { Path } from '../conversations.ts'
import { digest } from '../digest.ts'
import { matchToolIds } from './match-tool-ids.ts'
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
  const openings = new Set<TreeNode | undefined>()
  for (let answer: Placed | undefined = last; answer !== undefined; answer = answer.parent) {
    answers.set(answer.node, answer)
    const { newOpeningAfter } = answer.note
    if (newOpeningAfter !== undefined) openings.add(tree.nodeOf(newOpeningAfter))
  }
  const said = inForce(nodesTo(last.node), openings, (node) => {
    const answer = answers.get(node)
    // The model's own form holds what apps drop when they send the history back, such as reasoning.
    const body = (answer === undefined ? undefined : tree.bodyOf(answer.answerId)) ?? node.body
    const message: Message = JSON.parse(read(body))
    return { message, answer }
  })
  const trained = new Set(own)
  const messages = matchToolIds(said.map(({ message }) => message))
  return said.map(({ message, answer }, index) => {
    const matched = messages[index] ?? message
    if (answer === undefined) return { message: matched, weight: 0 }
    return { message: matched, weight: trained.has(answer) ? 1 : 0, origin: originOf(answer) }
  })
}

function nodesTo(leaf: TreeNode): readonly TreeNode[] {
  const nodes: TreeNode[] = []
  for (let node: TreeNode | undefined = leaf; node !== undefined; node = node.parent) nodes.push(node)
  return nodes.toReversed()
}

type Said = { readonly message: Message; readonly answer: Placed | undefined }

/** What was said, with the system messages in front that were in force at its end. */
function inForce(
  nodes: readonly TreeNode[],
  openings: ReadonlySet<TreeNode | undefined>,
  readNode: (node: TreeNode) => Said,
): readonly Said[] {
  let leading: Said[] = []
  const rest: Said[] = []
  let isOpening = true
  for (const node of nodes) {
    if (openings.has(node.parent)) {
      leading = []
      isOpening = true
    }
    const said = readNode(node)
    isOpening &&= said.message.role === 'system' || said.message.role === 'developer'
    if (isOpening) leading.push(said)
    else rest.push(said)
  }
  return [...leading, ...rest]
}

function originOf({ note }: Placed): MessageOrigin {
  const { id, model, status, finishReason, startedAt } = note
  return { generationId: id, model, status, ...defined({ finishReason }), startedAt }
}
