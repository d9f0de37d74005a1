import type { Example, ExampleMessage, MessageOrigin } from '../../core/example.ts'
import { defined } from '../../core/field.ts'
import type { Message } from '../../core/message.ts'
import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import type { Path } from '../conversations.ts'
import { digest } from '../digest.ts'
import type { FeedbackOf } from './feedback.ts'
import { matchToolIds } from './match-tool-ids.ts'
import type { Placed } from './placed.ts'
import type { Stretch } from '../read-at.ts'
import { readMessage, type Body, type GenerationNote } from './spool-record.ts'

/** Where an example gets from what its path does not hold. */
export type ExampleSources = {
  /** Gives what is spooled of a message or of tools. */
  readonly read: (stretch: Stretch) => string
  readonly feedbackOf: FeedbackOf
  /** Generations whose model saw only the last messages of the path. */
  readonly windows: ReadonlySet<string>
}

/** Flag of an example with an answer whose model saw only the last messages of what stands before it. */
const HISTORY_CUT = 'history_cut'

/** Flag of an example from a conversation that was too long to be folded at once. */
const CONVERSATION_CUT = 'conversation_cut'

/** The example that a path becomes. Its id names its first own generation, so it stays when the conversation goes on. */
export function exampleOf(tree: ConversationTree, path: Path, sources: ExampleSources): Example {
  const { own, first } = path
  const notes = own.map(({ note }) => note)
  const { id, conversationId } = first.note
  const tools = notes.findLast((note) => note.tools !== undefined)?.tools
  const toolsAt = tools === undefined ? undefined : tree.toolsOf(tools)
  return {
    id: digest(`example ${own[0].note.id}`),
    conversationId: conversationId ?? id,
    group: conversationId === undefined ? digest(`conversation ${id}`) : tree.key,
    ...peopleOf(notes),
    startedAt: notes.reduce(
      (earliest, { startedAt }) => (startedAt < earliest ? startedAt : earliest),
      own[0].note.startedAt,
    ),
    messages: messagesOf(tree, path, sources),
    ...(toolsAt === undefined ? {} : { tools: JSON.parse(sources.read(toolsAt)) }),
    generationIds: notes.map((note) => note.id),
    excluded: [],
    flags: flagsOf(tree, notes, sources),
    redactions: {},
  }
}

function flagsOf({ part }: ConversationTree, notes: readonly GenerationNote[], { windows }: ExampleSources): string[] {
  const flags = part === undefined ? [] : [CONVERSATION_CUT]
  return notes.some(({ id }) => windows.has(id)) ? [...flags, HISTORY_CUT] : flags
}

/** Whose conversation it is, by ids and by digests that masking leaves as they are. */
function peopleOf(notes: readonly GenerationNote[]): Partial<Example> {
  const sessionId = notes.find((note) => note.sessionId !== undefined)?.sessionId
  const userId = notes.find((note) => note.userId !== undefined)?.userId
  const tenantId = notes.find((note) => note.tenantId !== undefined)?.tenantId
  const person = userId === undefined ? ['session', sessionId] : ['user', userId]
  return defined({
    sessionId,
    userId,
    tenantId,
    userKey: person[1] === undefined ? undefined : digest(JSON.stringify([...person, tenantId ?? ''])),
    tenantKey: tenantId === undefined ? undefined : digest(JSON.stringify(['tenant', tenantId])),
  })
}

function messagesOf(tree: ConversationTree, { own, last }: Path, sources: ExampleSources): ExampleMessage[] {
  const { read, feedbackOf } = sources
  const answers = new Map<TreeNode, Placed>()
  const dated = new Map<TreeNode | undefined, Body>()
  const openings = new Set<TreeNode | undefined>()
  for (let answer: Placed | undefined = last; answer !== undefined; answer = answer.parent) {
    answers.set(answer.node, answer)
    const { newOpeningAfter, openings: sent = [] } = answer.note
    if (dated.size === 0) for (const id of sent) addPlace(dated, tree, id)
    if (newOpeningAfter !== undefined) openings.add(tree.nodeOf(newOpeningAfter))
  }
  const said = inForce(nodesTo(last.node), openings, (node) => {
    const answer = answers.get(node)
    // The model's own form holds what apps drop when they send the history back, such as reasoning.
    const body = (answer === undefined ? dated.get(node) : tree.bodyOf(answer.answerId)) ?? node.body
    return { message: readMessage(body, read), answer }
  })
  const trained = new Set(own)
  const messages = matchToolIds(said.map(({ message }) => message))
  return said.map(({ message, answer }, index) => {
    const matched = messages[index] ?? message
    if (answer === undefined) return { message: matched, weight: 0 }
    return { message: matched, weight: trained.has(answer) ? 1 : 0, origin: originOf(answer, feedbackOf) }
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

/** Instructions with a date stand as they were when the last answer was given. */
function addPlace(dated: Map<TreeNode | undefined, Body>, tree: ConversationTree, id: string): void {
  const [node, body] = [tree.nodeOf(id), tree.bodyOf(id)]
  if (body !== undefined) dated.set(node, body)
}

function originOf({ note }: Placed, feedbackOf: FeedbackOf): MessageOrigin {
  const { id, model, status, finishReason, startedAt } = note
  return {
    generationId: id,
    model,
    status,
    ...defined({ finishReason }),
    startedAt,
    ...defined({ feedback: feedbackOf(id) }),
  }
}
