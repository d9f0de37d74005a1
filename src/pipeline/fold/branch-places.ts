import { DIGEST_LENGTH } from '../digest.ts'
import { hashText } from '../report/statistics/hash-text.ts'
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
  readonly nameOf: (branch: number) => number
}

type Opening = { readonly said: string; readonly isWhole: boolean }

export function surveyBranches(path: string): BranchPlaces {
  const names: number[] = []
  const numbers = new Map<number, number>()
  const branches = new Map<number, number>()
  const openings = new Map<string, Opening>()
  const turns = new Map<number, number>()
  const branchOf = (id: string): number | undefined => branches.get(hashText(id))

  function numbered(name: number): number {
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, names.length)
    return names.push(name) - 1
  }

  function place({ id, parent, canonical, instructs }: NodeHead): void {
    const above = branchOf(parent)
    const opening = openings.get(parent)
    const said = `${opening?.said ?? ''}${canonical}`
    if (above !== undefined) branches.set(hashText(id), above)
    else if (opening?.isWhole === true) branches.set(hashText(id), numbered(hashText(said)))
    else openings.set(id, { said, isWhole: !instructs })
  }

  function branchOfCall({ answers: [answer], leaf, turnId }: GenerationNote): number | undefined {
    return answer === undefined ? (branchOf(leaf) ?? turns.get(hashText(turnId))) : branchOf(answer)
  }

  forEachRecord(path, (record) => {
    if (record.kind === 'node') place(record)
    if (record.kind !== 'generation' || branchOfCall(record.note) !== undefined) return
    const turn = hashText(`turn ${record.note.turnId}`)
    if (record.note.answers.length === 0) turns.set(hashText(record.note.turnId), numbered(turn))
  })
  return {
    branchOf,
    branchOfCall,
    branchOfTurn: (turnId) => turns.get(hashText(turnId)),
    openingUpTo: (id) => openings.get(id)?.said.match(DIGESTS) ?? [],
    openings: () => openings.size,
    count: () => names.length,
    nameOf: (branch) => names[branch] ?? 0,
  }
}

const DIGESTS = new RegExp(`.{${DIGEST_LENGTH}}`, 'g')
