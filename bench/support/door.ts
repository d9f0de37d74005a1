import { mockModel, type MockModel, type Script } from './mock-model.ts'
import type { LoadedSdk, Sdk } from './sdk.ts'

/** A way for calls to go: unwrapped, through finetap, or through a rival. */
export type Door = {
  readonly name: string
  readonly sdk: Sdk
  readonly model: MockModel
  /** Options that the way asks for with each call. */
  readonly settings: object
  /** Waits until all that was recorded is where it belongs. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What all doors of one process share. */
export type Site = {
  readonly sdk: LoadedSdk
  readonly script: Script
  readonly model: MockModel
  /** Where exporters send to. */
  readonly stub: string
}

export function createSite(sdk: LoadedSdk, stub: string): Site {
  const script: Script = { answer: '', pieces: [], delayMs: 0 }
  return { sdk, script, model: mockModel(sdk.name === 'ai' ? 'v4' : 'v3', script), stub }
}

export function unwrappedDoor({ sdk, model }: Site): Door {
  return { name: 'unwrapped', sdk, model, settings: {}, flush: nothing, close: nothing }
}

async function nothing(): Promise<void> {}
