// @ts-check
import { stop } from './answering.js'
import { notify } from './notices.js'
import { ask } from './server.js'
import { remove } from './sessions.js'

/**
 * Deletes a chat here and erases its rows from the log. Nothing is deleted here while the log still holds it.
 * @param {string} id
 */
export async function forget(id) {
  stop(id)
  const response = await ask(`/api/conversations/${encodeURIComponent(id)}`, { method: 'DELETE' })
  const { hidden = 0 } = await response.json()
  remove(id)
  notify(hidden === 1 ? 'Forgotten, with 1 record of the log' : `Forgotten, with ${hidden} records of the log`)
}
