// @ts-check
/** @import { Answer, ChatLine } from '../types.d.ts' */
import { signal } from '@preact/signals'
import { isLeaving } from './leaving.js'
import { linesOf } from './lines.js'
import { model, canThink } from './models.js'
import { announcement } from './notices.js'
import { withLine } from './pieces.js'
import { messageOf, post } from './server.js'
import { changeSession, newId, sessionOf, writeDown } from './sessions.js'
import { settings } from './settings.js'
import { addNode, changeAnswer, historyOf, textOf } from './tree.js'

const WRITE_DOWN_EVERY_MS = 1_000
const SPOKEN_LENGTH = 1_000

/** Which sessions are being answered in this tab, and how to stop each. */
export const running = signal(/** @type {ReadonlyMap<string, AbortController>} */ (new Map()))

/** @param {string} sessionId */
export function stop(sessionId) {
  running.value.get(sessionId)?.abort()
}

/**
 * Grows one more answer under a question.
 * @param {string} sessionId
 * @param {string} questionId
 */
export async function answer(sessionId, questionId) {
  if (running.value.has(sessionId)) return
  const controller = new AbortController()
  const answerId = newId()
  const startedAt = Date.now()
  running.value = new Map(running.value).set(sessionId, controller)
  changeSession(sessionId, (session) => addNode(session, emptyAnswer(answerId, questionId, startedAt)))
  const draft = startDraft(sessionId, answerId)
  try {
    const response = await post('/api/chat', requestFor(sessionId, questionId), controller.signal)
    const turnId = response.headers.get('x-finetap-id')
    if (turnId !== null) draft.change({ turnId })
    for await (const line of linesOf(response)) draft.add(line)
    draft.end(draft.isDone() ? { status: 'done' } : broken('The answer broke off.'), startedAt)
  } catch (error) {
    const isStopped = controller.signal.aborted || isLeaving()
    draft.end(isStopped ? { status: 'stopped' } : broken(messageOf(error)), startedAt)
  } finally {
    running.value = new Map([...running.value].filter(([id]) => id !== sessionId))
  }
}

/**
 * @param {string} sessionId
 * @param {string} questionId
 */
function requestFor(sessionId, questionId) {
  const { system, temperature, think } = settings.value
  return {
    conversationId: sessionId,
    messages: historyOf(sessionOf(sessionId).peek(), questionId),
    model: model.value?.name ?? '',
    ...(system.trim() !== '' && { system }),
    ...(temperature !== null && { temperature }),
    ...(canThink.value && { think }),
  }
}

/**
 * @param {string} id
 * @param {string} parent
 * @param {number} at
 * @returns {Answer}
 */
function emptyAnswer(id, parent, at) {
  const asked = { model: model.value?.name ?? '', pieces: [], children: [], chosen: 0 }
  return { id, parent, role: 'answer', status: 'streaming', at, ...asked }
}

/** @param {string} error @returns {Partial<Answer>} */
function broken(error) {
  return { status: 'error', error }
}

/**
 * The answer as it grows: shown at most once a frame, written down once a second.
 * @param {string} sessionId
 * @param {string} answerId
 */
function startDraft(sessionId, answerId) {
  /** @type {Partial<Answer> & Pick<Answer, 'pieces'>} */
  let draft = { pieces: [] }
  let frame = 0
  let done = false
  let writtenAt = Date.now()
  const show = () => {
    frame = 0
    const lasting = Date.now() - writtenAt > WRITE_DOWN_EVERY_MS
    if (lasting) writtenAt = Date.now()
    changeSession(sessionId, (session) => changeAnswer(session, answerId, draft), { lasting })
  }
  /** @param {Partial<Answer>} news */
  const change = (news) => {
    draft = { ...draft, ...news }
    if (frame === 0) frame = requestAnimationFrame(show)
  }
  return {
    change,
    isDone: () => done,
    /** @param {ChatLine} line */
    add(line) {
      if (line.type === 'error') throw new Error(line.message)
      if (line.type !== 'done') return change({ pieces: withLine(draft.pieces, line) })
      done = true
      const { id: turnId, messages, usage } = line
      change({ messages, ...(turnId && { turnId }), ...(usage && { usage }) })
    },
    /**
     * @param {Partial<Answer>} outcome
     * @param {number} startedAt
     */
    end(outcome, startedAt) {
      cancelAnimationFrame(frame)
      draft = { ...draft, ...outcome, durationMs: Date.now() - startedAt }
      changeSession(sessionId, (session) => changeAnswer(session, answerId, draft), { lasting: false })
      writeDown(sessionId)
      announce(sessionId, answerId)
    },
  }
}

/**
 * @param {string} sessionId
 * @param {string} answerId
 */
function announce(sessionId, answerId) {
  const node = sessionOf(sessionId).peek().nodes[answerId]
  if (node?.role !== 'answer') return
  const text = textOf(node)
    .replace(/[*_`#>|]+/g, '')
    .slice(0, SPOKEN_LENGTH)
  const how = { done: 'Answer', stopped: 'Answer stopped', error: 'No answer', streaming: '' }[node.status]
  announcement.value = `${how}: ${node.status === 'error' ? node.error : text}`
}
