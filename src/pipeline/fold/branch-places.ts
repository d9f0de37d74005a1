import { digest, DIGEST_LENGTH } from '../digest.ts'
import { hashText } from '../report/statistics/hash-text.ts'
import { createKeyTable } from '../split/key-table.ts'
import { createGrowingNumbers } from '../work/growing-numbers.ts'
import { forEachRecord } from './lone-calls.ts'
import type { GenerationNote, NodeHead } from './spool-record.ts'

/**
 * Where the messages of a key stand: among those that chats open with, the instructions and the first message behind them,
 * or in the branch that begins behind these. Branches are numbered from 0.
 */
export type BranchPlaces = {
  readonly branchOf: (messageId: string) => number | undefined
  /** Undefined where its answer stands among the openings. */
  readonly branchOfCall: (note: GenerationNote) => number | undefined
  /** The branch of the attempts of a turn that asked with an opening alone and got no answer. */
  readonly branchOfTurn: (turnId: string) => number | undefined
  /** What a message of an opening and those before it say. */
  readonly openingUpTo: (messageId: string) => readonly string[]
  readonly openings: () => number
  /** How many branches there are. */
  readonly count: () => number
  /** Names a branch, whatever the order of the log. */
  readonly nameOf: (branch: number) => string
}

type Opening = { readonly said: string; readonly isWhole: boolean }

export function surveyBranches(path: string): BranchPlaces {
  const names = createKeyTable()
  const messages = createKeyTable()
  const branches = createGrowingNumbers('u32')
  const openings = new Map<string, Opening>()
  const turns = new Map<number, number>()

  function branchOf(id: string): number | undefined {
    const message = messages.find(id)
    return message === -1 ? undefined : branches.at(message)
  }

  function stand(id: string, branch: number): void {
    if (messages.intern(id) === branches.size()) branches.push(branch)
  }

  function place({ id, parent, canonical, instructs }: NodeHead): void {
    const above = branchOf(parent)
    const opening = openings.get(parent)
    const said = `${opening?.said ?? ''}${canonical}`
    if (above !== undefined) stand(id, above)
    else if (opening?.isWhole === true) stand(id, names.intern(digest(said)))
    else openings.set(id, { said, isWhole: !instructs })
  }

  function branchOfCall({ answers: [answer], leaf, turnId }: GenerationNote): number | undefined {
    return answer === undefined ? (branchOf(leaf) ?? turns.get(hashText(turnId))) : branchOf(answer)
  }

  forEachRecord(path, (record) => {
    if (record.kind === 'node') place(record)
    if (record.kind !== 'generation' || branchOfCall(record.note) !== undefined) return
    const turn = digest(`turn ${record.note.turnId}`)
    if (record.note.answers.length === 0) turns.set(hashText(record.note.turnId), names.intern(turn))
  })
  return {
    branchOf,
    branchOfCall,
    branchOfTurn: (turnId) => turns.get(hashText(turnId)),
    openingUpTo: (id) => openings.get(id)?.said.match(DIGESTS) ?? [],
    openings: () => openings.size,
    count: () => names.size(),
    nameOf: (branch) => names.key(branch),
  }
}

const DIGESTS = new RegExp(`.{${DIGEST_LENGTH}}`, 'g')
