// @ts-check
/** @import { Question } from '../types.d.ts' */
import { answer, running, stop } from './answering.js'
import { reasonedAbout } from './feedback.js'
import { changeSession, newId, open, openId, openSession, rename } from './sessions.js'
import { addNode, choose, pathOf, removeLeaf } from './tree.js'

/**
 * Asks at the end of the path that is shown. False where this chat is still being answered.
 * @param {string} text
 */
export function send(text) {
  return grow(pathOf(open.value).at(-1)?.id ?? null, text)
}

/**
 * Asks something else in place of a question: a branch beside it.
 * @param {Question} question
 * @param {string} text
 */
export function edit(question, text) {
  return grow(question.parent, text)
}

/**
 * Another answer to the same question, beside the ones there are.
 * @param {string} questionId
 */
export function regenerate(questionId) {
  void answer(openId.value, questionId)
}

/**
 * A new try in place of an answer that failed.
 * @param {string} answerId
 */
export function tryAgain(answerId) {
  const parent = open.value.nodes[answerId]?.parent
  if (typeof parent !== 'string') return
  changeSession(openId.value, (session) => removeLeaf(session, answerId))
  void answer(openId.value, parent)
}

/**
 * @param {string | null} parent
 * @param {number} index
 */
export function showBranch(parent, index) {
  changeSession(openId.value, (session) => choose(session, parent, index))
}

/** True when there was something to stop. */
export function stopOpen() {
  const isRunning = running.value.has(openId.value)
  stop(openId.value)
  return isRunning
}

/**
 * @param {string | null} parent
 * @param {string} text
 */
function grow(parent, text) {
  const sessionId = openId.value
  if (text.trim() === '' || running.value.has(sessionId)) return false
  const isFirst = Object.keys(open.value.nodes).length === 0
  const id = newId()
  const question = {
    id,
    parent,
    role: /** @type {const} */ ('question'),
    at: Date.now(),
    text,
    children: [],
    chosen: 0,
  }
  reasonedAbout.value = ''
  changeSession(sessionId, (session) => addNode(session, question))
  if (isFirst) rename(sessionId, text)
  openSession(sessionId)
  void answer(sessionId, id)
  return true
}
