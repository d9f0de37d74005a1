import { admit } from './fold/admission.ts'
import type { ConversationTree } from './fold/conversation-tree.ts'
import { byStart, type Loss, type Placed } from './fold/placed.ts'
import { placeByHistory } from './fold/prefix-links.ts'
import { placeInNamedConversation } from './fold/regenerations.ts'
import type { GenerationNote } from './fold/spool-record.ts'

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
  isErased: (note: GenerationNote) => boolean = () => false,
): FoldedConversation {
  const { answered, losses } = admit(tree, isErased)
  if (tree.generations[0]?.conversationId === undefined) {
    const found = pathsOf(placeByHistory(tree, answered))
    return { paths: found, losses, count: new Set(found.map(({ first }) => first)).size }
  }
  const placement = placeInNamedConversation(tree, answered)
  const paths = pathsOf(placement.placed)
  return { paths, losses: [...losses, ...placement.losses], count: Math.min(1, paths.length) }
}

function pathsOf(placed: readonly Placed[]): readonly Path[] {
  const oldestFirst = [...placed].sort((a, b) => byStart(a.note, b.note))
  const nextOf = new Map<Placed, Placed>()
  const heads: Placed[] = []
  for (const answer of oldestFirst) {
    const opens = answer.note.newOpeningAfter !== undefined
    if (answer.parent === undefined || opens || nextOf.has(answer.parent)) heads.push(answer)
    else nextOf.set(answer.parent, answer)
  }
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

function firstOf(answer: Placed): Placed {
  let first = answer
  while (first.parent !== undefined) first = first.parent
  return first
}
