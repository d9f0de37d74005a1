// @ts-check
/** @import { Answer, OllamaMessage, Session, TreeNode } from '../types.d.ts' */

/**
 * The messages that are shown, from the first on.
 * @param {Session} session
 * @returns {TreeNode[]}
 */
export function pathOf(session) {
  const path = []
  let place = session.root
  for (;;) {
    const node = session.nodes[place.children[place.chosen] ?? '']
    if (node === undefined) return path
    path.push(node)
    place = node
  }
}

/**
 * Puts a node at the end of its parent's branches, and shows it.
 * @param {Session} session
 * @param {TreeNode} node
 * @returns {Session}
 */
export function addNode(session, node) {
  const place = placeOf(session, node.parent)
  const grown = { children: [...place.children, node.id], chosen: place.children.length }
  return setPlace({ ...session, nodes: { ...session.nodes, [node.id]: node } }, node.parent, grown)
}

/**
 * @param {Session} session
 * @param {string} id
 * @param {Partial<Answer>} change
 * @returns {Session}
 */
export function changeAnswer(session, id, change) {
  const node = session.nodes[id]
  return node?.role === 'answer' ? { ...session, nodes: { ...session.nodes, [id]: { ...node, ...change } } } : session
}

/**
 * Takes out a node that nothing hangs on.
 * @param {Session} session
 * @param {string} id
 * @returns {Session}
 */
export function removeLeaf(session, id) {
  const { [id]: node, ...nodes } = session.nodes
  if (node === undefined || node.children.length > 0) return session
  const children = placeOf(session, node.parent).children.filter((child) => child !== id)
  return setPlace({ ...session, nodes }, node.parent, { children, chosen: Math.max(0, children.length - 1) })
}

/**
 * The branches at a node: all of them, and which one it is.
 * @param {Session} session
 * @param {TreeNode} node
 */
export function branchesAt(session, node) {
  const { children } = placeOf(session, node.parent)
  return { count: children.length, index: children.indexOf(node.id) }
}

/**
 * Shows another branch of a parent.
 * @param {Session} session
 * @param {string | null} parent
 * @param {number} index
 * @returns {Session}
 */
export function choose(session, parent, index) {
  const { children } = placeOf(session, parent)
  return index in children ? setPlace(session, parent, { children, chosen: index }) : session
}

/**
 * What a model is told: everything from the root to a node.
 * @param {Session} session
 * @param {string} id
 * @returns {OllamaMessage[]}
 */
export function historyOf(session, id) {
  const nodes = []
  for (let node = session.nodes[id]; node !== undefined; node = session.nodes[node.parent ?? '']) nodes.unshift(node)
  return nodes.flatMap((node) => (node.role === 'question' ? [{ role: 'user', content: node.text }] : said(node)))
}

/**
 * @param {Answer} answer
 * @returns {readonly OllamaMessage[]}
 */
function said(answer) {
  if (answer.messages !== undefined) return answer.messages
  const text = textOf(answer)
  return text === '' ? [] : [{ role: 'assistant', content: text }]
}

/** @param {Answer} answer */
export function textOf(answer) {
  return answer.pieces
    .flatMap((piece) => (piece.type === 'text' ? [piece.text] : []))
    .join('\n\n')
    .trim()
}

/**
 * @param {Session} session
 * @param {string | null} parent
 */
function placeOf(session, parent) {
  return (parent === null ? session.root : session.nodes[parent]) ?? session.root
}

/**
 * @param {Session} session
 * @param {string | null} parent
 * @param {{ children: readonly string[], chosen: number }} place
 * @returns {Session}
 */
function setPlace(session, parent, place) {
  if (parent === null) return { ...session, root: place }
  const node = session.nodes[parent]
  return node === undefined ? session : { ...session, nodes: { ...session.nodes, [parent]: { ...node, ...place } } }
}
