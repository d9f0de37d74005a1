// @ts-check
/** @import { Session, SessionEntry } from '../types.d.ts' */
/** @import { Signal } from '@preact/signals' */
import { computed, signal } from '@preact/signals'
import { discard, keep, onKeptElsewhere, recall } from './storage.js'

const INDEX = 'sessions'
const TITLE_LENGTH = 60

/** The list at the left, the latest first. @type {Signal<readonly SessionEntry[]>} */
export const entries = signal(readIndex())

/** The chat that is open. It is in the list once something was said in it. @type {Signal<string>} */
export const openId = signal(idInAddress() ?? newId())

/** @type {Map<string, Signal<Session>>} */
const loaded = new Map()

/** The chat that is open. */
export const open = computed(() => sessionOf(openId.value).value)

/** @returns {string} */
export function newId() {
  return crypto.randomUUID()
}

/**
 * @param {string} id
 * @returns {Signal<Session>}
 */
export function sessionOf(id) {
  const known = loaded.get(id)
  if (known !== undefined) return known
  const session = signal(settle(recall(nameOf(id), emptySession(id))))
  loaded.set(id, session)
  return session
}

/**
 * Changes a session; `lasting` writes it down, too.
 * @param {string} id
 * @param {(session: Session) => Session} change
 * @param {{ lasting: boolean }} [options]
 */
export function changeSession(id, change, { lasting } = { lasting: true }) {
  const session = sessionOf(id)
  session.value = change(session.peek())
  if (lasting) writeDown(id)
}

/** @param {string} id */
export function writeDown(id) {
  const session = { ...sessionOf(id).peek(), updatedAt: Date.now() }
  sessionOf(id).value = session
  keep(nameOf(id), session)
  const { title, updatedAt } = session
  setIndex([{ id, title, updatedAt }, ...readIndex().filter((entry) => entry.id !== id)])
}

/**
 * Names a session: its first question, or what the user calls it. Its place in the list stays.
 * @param {string} id
 * @param {string} title
 */
export function rename(id, title) {
  const line = Array.from(title.trim().replace(/\s+/g, ' '))
  const short = line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1).join('')}…` : line.join('')
  if (short === '') return
  const session = sessionOf(id)
  session.value = { ...session.peek(), title: short }
  keep(nameOf(id), session.peek())
  setIndex(readIndex().map((entry) => (entry.id === id ? { ...entry, title: short } : entry)))
}

/** @param {string} id */
export function remove(id) {
  discard(nameOf(id))
  setIndex(readIndex().filter((entry) => entry.id !== id))
  loaded.delete(id)
  if (openId.value === id) startNew()
}

/** @param {string} id */
export function openSession(id) {
  openId.value = id
  history.replaceState(null, '', `#/chat/${id}`)
}

/** A chat without a word. It takes no place in the list yet. */
export function startNew() {
  openId.value = newId()
  history.replaceState(null, '', location.pathname)
}

/** Keeps up with other tabs. `isBusy` says which sessions this tab is writing itself. @param {(id: string) => boolean} isBusy */
export function followOtherTabs(isBusy) {
  onKeptElsewhere((name) => {
    if (name === undefined || name === INDEX) entries.value = readIndex()
    const id = name?.replace(/^session:/, '') ?? ''
    const session = loaded.get(id)
    if (session !== undefined && !isBusy(id)) session.value = settle(recall(nameOf(id), emptySession(id)))
  })
  addEventListener('hashchange', () => {
    openId.value = idInAddress() ?? newId()
  })
}

/** @param {readonly SessionEntry[]} next */
function setIndex(next) {
  entries.value = next
  keep(INDEX, next)
}

/** @returns {readonly SessionEntry[]} */
function readIndex() {
  const kept = recall(INDEX, /** @type {readonly SessionEntry[]} */ ([]))
  return Array.isArray(kept) ? kept : []
}

/** @param {string} id */
function nameOf(id) {
  return `session:${id}`
}

function idInAddress() {
  return /^#\/chat\/([\w-]{8,64})$/.exec(location.hash)?.[1]
}

/**
 * What was streaming when a page went away was stopped by that.
 * @param {Session} session
 * @returns {Session}
 */
function settle(session) {
  const nodes = Object.entries(session.nodes).map(([id, node]) => {
    const isCut = node.role === 'answer' && node.status === 'streaming'
    return [id, isCut ? { ...node, status: 'stopped' } : node]
  })
  return { ...session, nodes: Object.fromEntries(nodes) }
}

/**
 * @param {string} id
 * @returns {Session}
 */
function emptySession(id) {
  const now = Date.now()
  return { id, title: 'New chat', createdAt: now, updatedAt: now, root: { children: [], chosen: 0 }, nodes: {} }
}
