import { join } from 'node:path'
import { createRecorder, type CreateRecorderOptions } from '../../src/index.ts'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Door, Site } from './door.ts'
import { sinkStore } from './sink-store.ts'

/** finetap as an app gets it: everything at its defaults, writing to a folder. */
export function writingFinetap(site: Site, folder: string): Door {
  return finetapDoor(site, 'finetap', { store: jsonlStore(storeFolder(folder)) })
}

/** Where `writingFinetap` writes to. */
export function storeFolder(folder: string): string {
  return join(folder, 'finetap')
}

/** finetap without the writing. */
export function sinkFinetap(site: Site): Door {
  return finetapDoor(site, 'sink', { store: sinkStore() })
}

/** finetap as with `FINETAP_OFF=1`. */
export function offFinetap(site: Site): Door {
  return finetapDoor(site, 'off', { store: sinkStore(), enabled: false })
}

function finetapDoor({ sdk, model }: Site, name: string, options: CreateRecorderOptions): Door {
  const recorder = createRecorder(options)

  async function flush(): Promise<void> {
    await recorder.flush()
    const { dropped } = recorder.stats()
    // A figure for calls that were not captured would be worth nothing.
    if (Object.keys(dropped).length > 0) throw new Error(`finetap dropped ${JSON.stringify(dropped)}`)
  }

  return { name, sdk, model: wrapModel(model, { recorder }), settings: {}, flush, close: () => recorder.close() }
}
