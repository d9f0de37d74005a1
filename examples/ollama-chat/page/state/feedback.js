// @ts-check
/** @import { Answer, Thumb } from '../types.d.ts' */
import { effect, signal } from '@preact/signals'
import { notify } from './notices.js'
import { messageOf, post } from './server.js'
import { changeSession, openId } from './sessions.js'
import { changeAnswer } from './tree.js'

/** The answer whose judge is asked why. It is one at a time, and none in a chat that was just opened. */
export const reasonedAbout = signal('')

effect(() => {
  void openId.value
  reasonedAbout.value = ''
})

/**
 * Sends a judgement of an answer, and shows it at once; it is taken back when the server refuses.
 * @param {Answer} answer
 * @param {{ thumb: Thumb, comment?: string, correction?: string }} judgement
 */
export async function judge(answer, { thumb, comment, correction }) {
  const sessionId = openId.value
  const { thumb: before, turnId } = answer
  show(sessionId, answer.id, { thumb, ...(comment && { comment }) })
  try {
    await post('/api/feedback', { id: turnId, thumb, ...(comment && { comment }), ...(correction && { correction }) })
    return true
  } catch (error) {
    if (before === undefined) changeSession(sessionId, (session) => withoutThumb(session, answer.id))
    else show(sessionId, answer.id, { thumb: before })
    notify(`Not sent: ${messageOf(error)}`)
    return false
  }
}

/**
 * @param {string} sessionId
 * @param {string} answerId
 * @param {Partial<Answer>} change
 */
function show(sessionId, answerId, change) {
  changeSession(sessionId, (session) => changeAnswer(session, answerId, change))
}

/**
 * @param {import('../types.d.ts').Session} session
 * @param {string} answerId
 */
function withoutThumb(session, answerId) {
  const node = session.nodes[answerId]
  if (node?.role !== 'answer') return session
  const { thumb: _, comment: __, ...rest } = node
  return { ...session, nodes: { ...session.nodes, [answerId]: rest } }
}
