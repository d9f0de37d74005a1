// @ts-check
/** @import { DatasetView } from '../types.d.ts' */
/** @import { Signal } from '@preact/signals' */
import { effect, signal } from '@preact/signals'
import { notify } from './notices.js'
import { ask, messageOf, post, Refusal, serverAnswers } from './server.js'
import { openId } from './sessions.js'

const RECONNECT_MS = 1_000

/** @type {Signal<DatasetView | undefined>} */
export const dataset = signal(undefined)

/** What the two buttons of the panel are doing. */
export const exporting = signal(false)
export const filling = signal(false)

/** Why nothing was exported. */
export const exportProblem = signal('')

/** Follows the log while the page is looked at, for the chat that is open. */
export function watchDataset() {
  const isHidden = signal(document.hidden)
  document.addEventListener('visibilitychange', () => {
    isHidden.value = document.hidden
  })
  // A browser allows six connections to one server: tabs in the background would use them up.
  effect(() => (isHidden.value ? undefined : follow(openId.value)))
}

/** @param {string} conversationId */
function follow(conversationId) {
  /** @type {EventSource} */
  let events
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const connect = () => {
    events = new EventSource(`/api/dataset/events?conversationId=${encodeURIComponent(conversationId)}`)
    events.addEventListener('open', () => {
      serverAnswers.value = true
    })
    events.addEventListener('dataset', ({ data }) => {
      dataset.value = JSON.parse(data)
    })
    events.addEventListener('error', () => {
      serverAnswers.value = false
      // Not left to the browser: it gives up for good when a restarting server answers with an error page.
      events.close()
      timer = setTimeout(connect, RECONNECT_MS)
    })
  }
  connect()
  return () => {
    clearTimeout(timer)
    events.close()
  }
}

/** Downloads a zip of every format. */
export async function exportAll() {
  exporting.value = true
  exportProblem.value = ''
  try {
    const response = await ask('/api/dataset/export.zip')
    saveAs(await response.blob(), 'finetap-dataset.zip')
    notify('Exported finetap-dataset.zip')
  } catch (error) {
    const isEmpty = error instanceof Refusal && error.status === 409
    exportProblem.value = isEmpty ? 'Nothing to export yet: chat first, or fill in the samples.' : messageOf(error)
  } finally {
    exporting.value = false
  }
}

export async function fillWithSamples() {
  filling.value = true
  exportProblem.value = ''
  try {
    const { conversations } = await (await post('/api/samples', {})).json()
    notify(`${conversations} sample chats added, tagged “sample”`)
  } catch (error) {
    notify(`No samples: ${messageOf(error)}`)
  } finally {
    filling.value = false
  }
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function saveAs(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
