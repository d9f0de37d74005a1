import type { WithheldTest } from './admission.ts'
import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import type { GenerationNote } from './spool-record.ts'

export type HistoryProblem = 'history_missing' | 'history_withheld'

/**
 * Tells which generations go on from what the log does not hold, or from the words of a generation that must not be
 * used.
 *
 * Where the server kept the history, it stands in no later request: it must not come back. Where a later request sends
 * an erased answer again, training on it would bring it back as well. Without consent that goes for other users only:
 * who later agrees, agrees to what the request holds of the same person.
 */
export function createHistoryTest(
  tree: ConversationTree,
  notes: readonly GenerationNote[],
  withheld: WithheldTest,
): (note: GenerationNote) => HistoryProblem | undefined {
  const lacksHistory = createChainTest(notes, withheld)
  const owners = ownersOfWithheld(tree, notes, withheld)
  const sendsWithheld = owners === undefined ? () => false : createWordsTest(tree, owners)
  return (note) => (lacksHistory(note) ? 'history_missing' : sendsWithheld(note) ? 'history_withheld' : undefined)
}

function createChainTest(notes: readonly GenerationNote[], withheld: WithheldTest): (note: GenerationNote) => boolean {
  const byId = new Map<string, GenerationNote>()
  const isChained = notes.some((note) => note.basedOn !== undefined || note.historyIsMissing === true)
  if (!isChained) return () => false
  for (const note of notes) byId.set(note.id, note)
  const known = new Map<string, boolean>()

  return (note) => {
    const chain: GenerationNote[] = []
    let lacks: boolean | undefined
    for (let at: GenerationNote | undefined = note; at !== undefined && lacks === undefined;) {
      const isGone = at.historyIsMissing === true || (at !== note && withheld(at) !== undefined)
      lacks = isGone ? true : known.get(at.id)
      chain.push(at)
      at = at.basedOn === undefined ? undefined : byId.get(at.basedOn)
    }
    for (const { id } of chain) known.set(id, lacks === true)
    return lacks === true
  }
}

/** Whose later requests may send an answer again: one user's, or nobody's. */
type Owner = { readonly userId: string | undefined }

const NOBODY: Owner = { userId: undefined }

/** The answers that only withheld generations gave: others may have been given the same words. */
function ownersOfWithheld(
  tree: ConversationTree,
  notes: readonly GenerationNote[],
  withheld: WithheldTest,
): WordOwners | undefined {
  if (!notes.some((note) => withheld(note) !== undefined)) return undefined
  const owners = createWordOwners()
  const answersOf = ({ answers }: GenerationNote) => answers.flatMap((id) => tree.nodeOf(id) ?? [])
  const reasons = new Map(notes.map((note) => [note, withheld(note)]))
  for (const [note, reason] of reasons) {
    if (reason === undefined) continue
    const owner = reason === 'no_consent' && note.userId !== undefined ? { userId: note.userId } : NOBODY
    if (reason === 'no_consent' && note.userId === undefined) continue
    for (const node of answersOf(note)) owners.add(node, owner)
  }
  if (owners.isEmpty()) return undefined
  for (const [note, reason] of reasons) if (reason === undefined) for (const node of answersOf(note)) owners.free(node)
  return owners.isEmpty() ? undefined : owners
}

type WordOwners = ReturnType<typeof createWordOwners>

/**
 * Owners of answers: at their places, and wherever else they stand behind the same message or at the start of what was
 * sent, as in the window of an app that sends only the last messages.
 */
function createWordOwners() {
  const owners = new Map<TreeNode | string, Owner>()
  return {
    add(node: TreeNode, owner: Owner): void {
      for (const name of [node, ...namesOf(node)]) owners.set(name, merged(owners.get(name), owner))
    },
    free(node: TreeNode): void {
      for (const name of [node, ...namesOf(node)]) owners.delete(name)
    },
    of(node: TreeNode): Owner | undefined {
      const [behind, atStart] = namesOf(node)
      return owners.get(node) ?? owners.get(isFirst(node) ? atStart : behind)
    },
    isEmpty: () => owners.size === 0,
  }
}

/** An answer behind what was said before it, and by itself. */
function namesOf({ parent, said }: TreeNode): readonly [behind: string, atStart: string] {
  return [`${parent?.said ?? ''} ${said}`, String(said)]
}

/** Nothing but instructions stands before it. */
function isFirst({ parent }: TreeNode): boolean {
  return parent === undefined || parent.opening === parent
}

function merged(before: Owner | undefined, owner: Owner): Owner {
  return before === undefined || before.userId === owner.userId ? owner : NOBODY
}

function createWordsTest(tree: ConversationTree, owners: WordOwners): (note: GenerationNote) => boolean {
  // Up to each message, so that long conversations are walked once.
  const known = new Map<TreeNode, Owner | undefined>()

  function ownerUpTo(leaf: TreeNode): Owner | undefined {
    const behind: TreeNode[] = []
    let at: TreeNode | undefined = leaf
    for (; at !== undefined && !known.has(at); at = at.parent) behind.push(at)
    let owner = at === undefined ? undefined : known.get(at)
    for (const node of behind.toReversed()) {
      const own = owners.of(node)
      if (own !== undefined) owner = merged(owner, own)
      known.set(node, owner)
    }
    return owner
  }

  return ({ leaf, userId }) => {
    const node = tree.nodeOf(leaf)
    const owner = node === undefined ? undefined : ownerUpTo(node)
    // A call that does not say whose it is may be anybody's.
    return owner !== undefined && (owner.userId === undefined || (userId !== undefined && userId !== owner.userId))
  }
}
