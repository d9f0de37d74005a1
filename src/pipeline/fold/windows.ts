import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import { byStartAndDepth, inOrder } from './placed.ts'
import type { GenerationNote } from './spool-record.ts'

/** Messages of a request that are looked at to find out what it goes on from. */
const LONGEST_WINDOW = 2_000
/** Equal answers of a conversation that are tried, the latest first. */
export const MOST_CANDIDATES = 16

/** Which answer a window goes on from, where several fit: within one conversation the latest, else none. */
export type WindowRule = 'latest candidate' | 'only candidate'

export type JoinedWindows = {
  /** In the order given; the answers of windows have places of their own. */
  readonly notes: readonly GenerationNote[]
  /** The generations whose model saw a part of their history only. */
  readonly windows: ReadonlySet<string>
}

/**
 * Finds the calls for which an app sent only the last messages of a conversation, with or without the instructions in
 * front, and gives what they said its place behind what was left out. A request is such a window when it begins in
 * the middle of what earlier calls had said: its messages up to an answer stand there in the same order, something stands
 * before them, and the instructions are the same or missing.
 *
 * The row then holds the conversation as its people saw it. A request that begins with anything else, such as a summary
 * of what was left out, stays what it is: a way of its own that begins as the model saw it.
 *
 * Where all is equal, `go` and `ok` many times over, equal windows are equal requests: each goes on from the latest answer
 * that fits, so it counts as a turn of its own. Other equal windows have one place, as when an answer is regenerated.
 */
export function joinWindows(tree: ConversationTree, notes: readonly GenerationNote[], rule: WindowRule): JoinedWindows {
  const answers = createAnswers(rule)
  const windows = new Set<string>()
  const placed = new Map<GenerationNote, GenerationNote>()
  const inTime = inOrder(notes, byStartAndDepth)
  for (const note of inTime) {
    const joined = note.basedOn === undefined ? joinWindow(tree, note, answers) : undefined
    if (joined !== undefined) {
      windows.add(note.id)
      placed.set(note, joined)
    }
    for (const id of (joined ?? note).answers) answers.add(tree.nodeOf(id))
  }
  return { notes: placed.size === 0 ? notes : notes.map((note) => placed.get(note) ?? note), windows }
}

/** The answers given so far, also by what they say. */
function createAnswers(rule: WindowRule) {
  const places = new Map<TreeNode, number>()
  const bySaid = new Map<number, TreeNode[]>()

  return {
    add(node: TreeNode | undefined): void {
      if (node === undefined) return
      const times = places.get(node) ?? 0
      places.set(node, times + 1)
      if (times > 0) return
      const equal = bySaid.get(node.said)
      if (equal === undefined) bySaid.set(node.said, [node])
      else equal.push(node)
    },
    has: (node: TreeNode) => places.has(node),
    /** The answer that says this and fits. */
    find(said: number, fits: (answer: TreeNode) => boolean): TreeNode | undefined {
      const equal = bySaid.get(said)
      if (equal === undefined) return undefined
      if (rule === 'latest candidate') return equal.slice(-MOST_CANDIDATES).findLast(fits)
      if (equal.length > MOST_CANDIDATES) return undefined
      const [only, another] = equal.filter(fits)
      return only === undefined || another !== undefined || places.get(only) !== 1 ? undefined : only
    },
  }
}

type Answers = ReturnType<typeof createAnswers>

/** The call with its answers at the places that they have behind what was cut off; undefined when it is no window. */
function joinWindow(tree: ConversationTree, note: GenerationNote, answers: Answers): GenerationNote | undefined {
  const sent = messagesTo(tree.nodeOf(note.leaf), answers)
  const found = lastKnownAnswer(sent, answers)
  if (found === undefined) return undefined
  let place = found.answer
  for (const news of sent.slice(found.length)) place = tree.plant(news, place)
  const moved = note.answers.map((id) => {
    const said = tree.nodeOf(id)
    return said === undefined ? id : tree.placeAt(id, tree.plant(said, place))
  })
  return { ...note, answers: moved }
}

/** The messages behind the instructions; none when an answer that is known to stand there is among them. */
function messagesTo(leaf: TreeNode | undefined, answers: Answers): readonly TreeNode[] {
  const sent: TreeNode[] = []
  for (let node = leaf; node !== undefined && node.opening !== node; node = node.parent) {
    if (answers.has(node) || sent.length === LONGEST_WINDOW) return []
    sent.push(node)
  }
  return sent.toReversed()
}

function lastKnownAnswer(sent: readonly TreeNode[], answers: Answers) {
  for (let length = sent.length; length > 0; length -= 1) {
    const said = sent[length - 1]?.said
    const answer = said === undefined ? undefined : answers.find(said, (one) => isCutOff(sent, length, one))
    if (answer !== undefined) return { answer, length }
  }
  return undefined
}

/** True when what was said up to `answer` ends with the first so many messages, and holds more than them. */
function isCutOff(sent: readonly TreeNode[], length: number, answer: TreeNode): boolean {
  let at: TreeNode | undefined = answer
  for (let index = length - 1; index >= 0; index -= 1) {
    if (at === undefined || at.said !== sent[index]?.said) return false
    at = at.parent
  }
  const opening = sent[0]?.opening
  return at !== undefined && at.opening !== at && (opening === undefined || opening === answer.opening)
}
