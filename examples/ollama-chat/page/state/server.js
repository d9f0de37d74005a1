// @ts-check
import { signal } from '@preact/signals'

/** False while the chat's own server does not answer. */
export const serverAnswers = signal(true)

/** A server's refusal, in its own words. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

/**
 * `fetch` that throws a `Refusal` for any status but 2xx, and keeps `serverAnswers` true to life.
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function ask(path, init) {
  const response = await fetch(path, init).catch((error) => {
    if (init?.signal?.aborted !== true) serverAnswers.value = false
    throw error
  })
  serverAnswers.value = true
  if (!response.ok) throw new Refusal(await reasonOf(response), response.status)
  return response
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} [until]
 */
export function post(path, body, until) {
  const headers = { 'content-type': 'application/json' }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body), ...(until && { signal: until }) })
}

/** @param {unknown} error */
export function messageOf(error) {
  if (error instanceof Refusal) return error.message
  if (error instanceof TypeError) return 'The server of this chat does not answer.'
  return error instanceof Error ? error.message : String(error)
}

/** @param {Response} response */
async function reasonOf(response) {
  const text = await response.text().catch(() => '')
  try {
    const { error } = JSON.parse(text)
    const message = typeof error === 'string' ? error : error?.message
    if (typeof message === 'string') return message
  } catch {
    // Not JSON: the status has to do.
  }
  return `The server answered ${response.status} ${response.statusText}`.trim()
}
