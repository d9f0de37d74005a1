import type { Stretch, TakeLine } from '../read-at.ts'
import { readSpoolLine, type Body, type GenerationNote, type SpoolRecord } from './spool-record.ts'

/**
 * A message at its place, the same for all forms in which an app sent it. The body is that of the form with the
 * smallest id, whichever was met first.
 */
export type TreeNode = {
  readonly serial: number
  readonly parent: TreeNode | undefined
  /** Equal for equal messages of a tree, wherever they stand. */
  readonly said: number
  /** The last of the instructions that the way to it opens with; its own when it is one of them. */
  readonly opening: TreeNode | undefined
  bodyId: string
  body: Body
  /** Something was said after it. */
  continued: boolean
}

/** The generations that met under one key, and the messages they speak of. Bodies lie in the partition's file. */
export type ConversationTree = {
  readonly key: string
  /** Which part of a key it is, from 0, where that is cut into parts. */
  readonly part?: number | undefined
  readonly generations: readonly GenerationNote[]
  readonly nodeOf: (id: string) => TreeNode | undefined
  readonly bodyOf: (id: string) => Body | undefined
  readonly toolsOf: (id: string) => Stretch | undefined
  /** Gives a message another place: below `parent`, where an equal one may stand already. */
  readonly plant: (node: TreeNode, parent: TreeNode) => TreeNode
  /** Another id for the message of this id, as it stands at this place: what other calls said stays where it is. */
  readonly placeAt: (id: string, node: TreeNode) => string
}

/** Loads what lines of a partition's file say about its conversations, in the order of their keys, without the messages. */
export function loadConversations(forEachLine: (take: TakeLine) => void): readonly ConversationTree[] {
  const growing = new Map<string, GrowingTree>()
  forEachLine((line, offset) => {
    const record = readSpoolLine(line, offset)
    let tree = growing.get(record.key)
    if (tree === undefined) {
      tree = createTree(record.key)
      growing.set(record.key, tree)
    }
    tree.add(record)
  })
  return [...growing.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map(finishTree)
}

/** A tree that grows record by record: messages after those that they stand behind. */
export type GrowingTree = {
  readonly key: string
  readonly generations: GenerationNote[]
  readonly tools: Map<string, Stretch>
  readonly places: Map<string, TreeNode>
  readonly add: (record: SpoolRecord) => void
  readonly nodeAt: (
    parent: TreeNode | undefined,
    message: Pick<TreeNode, 'said' | 'bodyId' | 'body'>,
    instructs: boolean,
  ) => TreeNode
  readonly bodyOf: (id: string) => Body | undefined
  readonly stand: (id: string, node: TreeNode, body: Body | undefined) => void
}

export function createTree(key: string): GrowingTree {
  const places = new Map<string, TreeNode>()
  // Of the forms that are not those of their nodes.
  const otherBodies = new Map<string, Body>()
  const nodes = new Map<number, TreeNode>()
  const said = new Map<string, number>()
  const tools = new Map<string, Stretch>()
  const generations: GenerationNote[] = []

  function numberOf(canonical: string): number {
    const known = said.get(canonical)
    if (known !== undefined) return known
    said.set(canonical, said.size)
    return said.size - 1
  }

  function nodeAt(
    parent: TreeNode | undefined,
    message: Pick<TreeNode, 'said' | 'bodyId' | 'body'>,
    instructs: boolean,
  ): TreeNode {
    const name = (parent === undefined ? 0 : parent.serial + 1) * MOST_MESSAGES + message.said
    if (parent !== undefined) parent.continued = true
    const found = nodes.get(name)
    if (found === undefined) {
      const { said: number, bodyId, body } = message
      const opening = parent?.opening
      const node: TreeNode = { serial: nodes.size, parent, said: number, opening, bodyId, body, continued: false }
      const made = instructs && opening === parent ? openedBy(node) : node
      nodes.set(name, made)
      return made
    }
    if (message.bodyId < found.bodyId) {
      otherBodies.set(found.bodyId, found.body)
      found.bodyId = message.bodyId
      found.body = message.body
    }
    return found
  }

  function add(record: SpoolRecord): void {
    if (record.kind === 'generation') generations.push(record.note)
    else if (record.kind === 'tools') tools.set(record.id, record.body)
    else if (!places.has(record.id)) {
      const { id, parent, canonical, instructs, body } = record
      stand(id, nodeAt(places.get(parent), { said: numberOf(canonical), bodyId: id, body }, instructs), body)
    }
  }

  function bodyOf(id: string): Body | undefined {
    const node = places.get(id)
    return node?.bodyId === id ? node.body : otherBodies.get(id)
  }

  function stand(id: string, node: TreeNode, body: Body | undefined): void {
    if (node.bodyId !== id && body !== undefined) otherBodies.set(id, body)
    places.set(id, node)
  }

  return { key, generations, tools, places, add, nodeAt, bodyOf, stand }
}

/** More than the messages of a conversation, so that a number holds a place and what is said there. */
const MOST_MESSAGES = 2 ** 26

// An opening names itself.
function openedBy(node: TreeNode): TreeNode {
  const opening: { -readonly [Field in keyof TreeNode]: TreeNode[Field] } = node
  opening.opening = node
  return opening
}

export function finishTree({ key, generations, places, tools, nodeAt, bodyOf, stand }: GrowingTree): ConversationTree {
  return {
    key,
    generations,
    nodeOf: (id) => places.get(id),
    bodyOf,
    toolsOf: (id) => tools.get(id),
    plant: ({ said, bodyId, body }, parent) => nodeAt(parent, { said, bodyId, body }, false),
    placeAt(id, node) {
      const other = `${id} ${node.serial}`
      stand(other, node, bodyOf(id))
      return other
    },
  }
}
