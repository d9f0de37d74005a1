import { forEachLine, type Stretch } from '../read-at.ts'
import { readSpoolLine, type GenerationNote, type NodeHead } from './spool-record.ts'

/**
 * A message at its place, the same for all forms in which an app sent it. The body is that of the form with the
 * smallest id, whichever was met first.
 */
export type TreeNode = {
  readonly serial: number
  readonly parent: TreeNode | undefined
  bodyId: string
  body: Stretch
  /** Something was said after it. */
  continued: boolean
}

/** The generations that met under one key, and the messages they speak of. Bodies lie in the partition's file. */
export type ConversationTree = {
  readonly key: string
  readonly generations: readonly GenerationNote[]
  readonly nodeOf: (id: string) => TreeNode | undefined
  readonly bodyOf: (id: string) => Stretch | undefined
  readonly toolsOf: (id: string) => Stretch | undefined
}

/** Loads what a partition's file says about its conversations, in the order of their keys, without the messages. */
export function loadConversations(path: string): readonly ConversationTree[] {
  const growing = new Map<string, ReturnType<typeof createTree>>()
  forEachLine(path, (line, offset) => {
    const record = readSpoolLine(line, offset)
    let tree = growing.get(record.key)
    if (tree === undefined) {
      tree = createTree(record.key)
      growing.set(record.key, tree)
    }
    if (record.kind === 'node') tree.addNode(record, record.body)
    else if (record.kind === 'tools') tree.tools.set(record.id, record.body)
    else tree.generations.push(record.note)
  })
  return [...growing.values()]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, generations, places, tools }) => ({
      key,
      generations,
      nodeOf: (id) => places.get(id)?.node,
      bodyOf: (id) => places.get(id)?.body,
      toolsOf: (id) => tools.get(id),
    }))
}

function createTree(key: string) {
  const places = new Map<string, { readonly node: TreeNode; readonly body: Stretch }>()
  const nodes = new Map<string, TreeNode>()
  const tools = new Map<string, Stretch>()
  const generations: GenerationNote[] = []

  function addNode({ id, parent: parentId, canonical }: NodeHead, body: Stretch): void {
    if (places.has(id)) return
    const parent = places.get(parentId)?.node
    const name = `${parent?.serial ?? ''} ${canonical}`
    let node = nodes.get(name)
    if (node === undefined) {
      node = { serial: nodes.size, parent, bodyId: id, body, continued: false }
      nodes.set(name, node)
    } else if (id < node.bodyId) {
      node.bodyId = id
      node.body = body
    }
    if (parent !== undefined) parent.continued = true
    places.set(id, { node, body })
  }

  return { key, generations, tools, places, addNode }
}
