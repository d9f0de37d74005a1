import { admit, type WithheldTest } from './fold/admission.ts'
import type { ConversationTree } from './fold/conversation-tree.ts'
import type { FeedbackOf } from './fold/feedback.ts'
import { byStart, inOrder, type Loss, type Placed } from './fold/placed.ts'
import { placeByHistory } from './fold/prefix-links.ts'
import { placeInNamedConversation } from './fold/regenerations.ts'
import { joinWindows } from './fold/windows.ts'

/** A way through a conversation, from its start to an answer. */
export type Path = {
  /** The generations that this path answers for, in the order of their answers. */
  readonly own: readonly [Placed, ...Placed[]]
  /** The first generation of the conversation; on a branch it belongs to another path. */
  readonly first: Placed
  readonly last: Placed
}

export type FoldedConversation = {
  readonly paths: readonly Path[]
  readonly losses: readonly Loss[]
  /** Conversations that have a path. */
  readonly count: number
  /** Generations whose model saw only the last messages of the path that they are on. */
  readonly windows: ReadonlySet<string>
}

export type FoldRules = {
  /** Default: everything may be used. */
  readonly withheld?: WithheldTest | undefined
  /** Default: nobody judged. */
  readonly feedbackOf?: FeedbackOf | undefined
}

/**
 * Folds the generations that met under one key into the paths of their conversations. Every generation ends in exactly
 * one path or one loss, and the order in which they lie in the log plays no part.
 *
 * Tool loops join by themselves, since each call sends what came before. Where a user edited a message the conversation
 * branches: the oldest branch keeps the shared generations, and each other branch is a path that answers for its own. So is
 * what goes on under other system messages.
 */
export function foldConversation(
  tree: ConversationTree,
  { withheld = () => undefined, feedbackOf = () => undefined }: FoldRules = {},
): FoldedConversation {
  const { alive, losses } = admit(tree, withheld)
  const isNamed = tree.generations[0]?.conversationId !== undefined
  const { notes, windows } = joinWindows(tree, alive, isNamed ? 'latest candidate' : 'only candidate')
  const answered = notes.filter((note) => note.answers.length > 0)
  if (!isNamed) {
    const found = pathsOf(placeByHistory(tree, answered))
    return { paths: found, losses, count: new Set(found.map(({ first }) => first)).size, windows }
  }
  const placement = placeInNamedConversation(tree, answered, feedbackOf)
  const paths = pathsOf(placement.placed)
  // All parts are one conversation, and the first one stands for it.
  const count = tree.part === undefined || tree.part === 0 ? Math.min(1, paths.length) : 0
  return { paths, losses: [...losses, ...placement.losses], count, windows }
}

function pathsOf(placed: readonly Placed[]): readonly Path[] {
  const oldestFirst = inOrder(placed, (a, b) => byStart(a.note, b.note))
  const nextOf = new Map<Placed, Placed>()
  const heads: Placed[] = []
  for (const answer of oldestFirst) {
    const opens = answer.note.newOpeningAfter !== undefined
    if (answer.parent === undefined || opens || nextOf.has(answer.parent)) heads.push(answer)
    else nextOf.set(answer.parent, answer)
  }
  const firstOf = createFirstFinder()
  return heads.map((head) => {
    const own: [Placed, ...Placed[]] = [head]
    let last = head
    for (let next = nextOf.get(head); next !== undefined; next = nextOf.get(next)) {
      own.push(next)
      last = next
    }
    return { own, first: firstOf(head), last }
  })
}

/** Finds the first generation of a conversation; what it walked over it does not walk again. */
function createFirstFinder(): (answer: Placed) => Placed {
  const known = new Map<Placed, Placed>()
  return (answer) => {
    const behind: Placed[] = []
    let at = answer
    while (at.parent !== undefined && !known.has(at)) {
      behind.push(at)
      at = at.parent
    }
    const first = known.get(at) ?? at
    for (const one of behind) known.set(one, first)
    return first
  }
}
