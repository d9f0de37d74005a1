import { hashText } from '../report/statistics/hash-text.ts'
import { surveyBranches, type BranchPlaces } from './branch-places.ts'
import { forEachRecord } from './lone-calls.ts'
import type { GenerationNote, SpoolRecord } from './spool-record.ts'
import { createDisjointSets, type DisjointSets } from '../disjoint-sets.ts'
import { MOST_CANDIDATES } from './windows.ts'

/** Forms of what chats open with that are held at once: the chats of a key with more stay together. */
const MOST_OPENINGS = 10_000

/** Names the group of chats that a record belongs to; undefined when it belongs to all of them. */
export type GroupOf = (record: SpoolRecord) => string | undefined

/**
 * Divides the chats of a key without conversation ids into groups that fold alone as they would together: by the first message
 * behind what they open with. Those that share an id or a turn, or of which one may be a window of the other, stay
 * together. An answer that is given in more places than are tried for windows holds nothing together.
 *
 * In memory are about 300 bytes a call.
 *
 * @returns undefined where they cannot be told apart
 */
export function findGroups(path: string): GroupOf | undefined {
  const places = surveyBranches(path)
  if (places.openings() > MOST_OPENINGS) return undefined
  const unions = createDisjointSets()
  const calls = uniteCalls(path, places, unions)
  if (calls === undefined) return undefined
  uniteWindows(path, places, unions, calls)
  const nameOf = createNames(places, unions)
  return (record) => {
    if (record.kind === 'tools') return undefined
    const branch = record.kind === 'node' ? places.branchOf(record.id) : places.branchOfCall(record.note)
    return branch === undefined ? undefined : nameOf(branch)
  }
}

type Calls = { readonly byId: ReadonlyMap<number, number>; readonly answers: ReadonlySet<number> }

/** Unites what choices, copies and attempts hold together; undefined when a call is not in a branch, or in a named chat. */
function uniteCalls(path: string, places: BranchPlaces, unions: DisjointSets): Calls | undefined {
  const byId = new Map<number, number>()
  const answers = new Set<number>()
  let canBeDivided = true

  function unite(note: GenerationNote): void {
    const branch = places.branchOfCall(note)
    if (branch === undefined || note.conversationId !== undefined) {
      canBeDivided = false
      return
    }
    const [id, turn] = [hashText(note.id), places.branchOfTurn(note.turnId)]
    for (const other of [...note.answers.map(places.branchOf), turn, byId.get(id)]) {
      if (other !== undefined) unions.join(branch, other)
    }
    byId.set(id, branch)
    for (const answer of note.answers) answers.add(hashText(answer))
  }

  forEachRecord(path, (record) => {
    if (canBeDivided && record.kind === 'generation') unite(record.note)
  })
  return canBeDivided ? { byId, answers } : undefined
}

/** Unites the branches that say what was answered in few others, and calls with those whose answer the server kept for them. */
function uniteWindows(path: string, places: BranchPlaces, unions: DisjointSets, { byId, answers }: Calls): void {
  const given = surveyAnswers(path, places, answers)
  const uniteWith = (branch: number, canonical: string): void => {
    const others = given.get(hashText(canonical)) ?? []
    if (others.length > MOST_CANDIDATES) return
    for (const other of others) unions.join(branch, other)
  }
  forEachRecord(path, (record) => {
    if (record.kind === 'node') {
      const branch = places.branchOf(record.id)
      if (branch === undefined) return
      uniteWith(branch, record.canonical)
      for (const canonical of places.openingUpTo(record.parent)) uniteWith(branch, canonical)
    }
    if (record.kind !== 'generation' || record.note.basedOn === undefined) return
    const [branch, base] = [places.branchOfCall(record.note), byId.get(hashText(record.note.basedOn))]
    if (branch !== undefined && base !== undefined) unions.join(branch, base)
  })
}

/** The branches in which an answer is given, up to one more than are tried. */
function surveyAnswers(path: string, places: BranchPlaces, answers: ReadonlySet<number>) {
  const given = new Map<number, number[]>()
  forEachRecord(path, (record) => {
    if (record.kind !== 'node' || !answers.has(hashText(record.id))) return
    const [said, branch] = [hashText(record.canonical), places.branchOf(record.id)]
    const known = given.get(said)
    if (branch === undefined || known?.includes(branch) === true) return
    if (known === undefined) given.set(said, [branch])
    else if (known.length <= MOST_CANDIDATES) known.push(branch)
  })
  return given
}

/** A group is named by the smallest name of its branches. */
function createNames({ count, nameOf }: BranchPlaces, unions: DisjointSets): (branch: number) => string {
  const smallest = new Map<number, string>()
  for (let branch = 0; branch < count(); branch += 1) {
    const [group, name] = [unions.find(branch), nameOf(branch)]
    const known = smallest.get(group)
    if (known === undefined || name < known) smallest.set(group, name)
  }
  return (branch) => smallest.get(unions.find(branch)) ?? nameOf(branch)
}
