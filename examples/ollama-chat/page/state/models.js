// @ts-check
/** @import { ModelInfo, ModelList } from '../types.d.ts' */
/** @import { Signal } from '@preact/signals' */
import { computed, signal } from '@preact/signals'
import { ask, messageOf, post } from './server.js'
import { changeSettings, settings } from './settings.js'
import { notify } from './notices.js'

const LOOK_AGAIN_MS = 10_000

/** @type {Signal<ModelList | undefined>} */
export const models = signal(undefined)

/** The model that answers next: the chosen one, or the first where that is gone. */
export const model = computed(() => {
  const list = models.value?.models ?? []
  return list.find(({ name }) => name === settings.value.model) ?? list[0]
})

/** The other machine that answers; '' where this one does, undefined while that is not known. */
export const otherHost = computed(() => {
  const list = models.value
  return list && (model.value?.remoteHost ?? (list.server.local ? '' : (list.server.host ?? 'another machine')))
})

/** True where the model can show its thinking. */
export const canThink = computed(() => model.value?.thinking === true)

/** Asks for the list now, and again while an Ollama may still appear. */
export function watchModels() {
  void loadModels()
  setInterval(() => {
    if (models.value?.server.kind !== 'ollama' && !document.hidden) void loadModels()
  }, LOOK_AGAIN_MS)
}

export async function loadModels() {
  const response = await ask('/api/models').catch(() => undefined)
  if (response !== undefined) models.value = await response.json()
}

export async function switchToOllama() {
  try {
    const response = await post('/api/models/switch', {})
    models.value = await response.json()
    changeSettings({ model: models.value?.models[0]?.name ?? '' })
  } catch (error) {
    notify(`Still on the demo model: ${messageOf(error)}`)
  }
}
