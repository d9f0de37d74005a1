import { join } from 'node:path'
import { captureChat } from '../../src/adapters/express/index.ts'
import { createRecorder, type CreateRecorderOptions } from '../../src/index.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { expressRivals } from '../rivals/express/index.ts'
import type { Way } from './way.ts'

/** `nothing`, `finetap`, `wrapModel` (finetap without its middleware), or a rival. Writes into the folder. */
export async function openWay(name: string, folder: string): Promise<Way> {
  if (name === 'nothing') return nothingWay()
  const store = jsonlStore(join(folder, 'log'))
  if (name === 'finetap') return finetapWay(name, { store })
  if (name === 'wrapModel') return { ...finetapWay(name, { store }), handlers: [] }
  const rival = expressRivals.find((each) => each.name === name)
  if (rival === undefined) throw new Error(`there is no way ${name}`)
  return { name, ...(await rival.open(join(folder, 'log.jsonl'))) }
}

export function nothingWay(): Way {
  return { name: 'nothing', handlers: [], flush: async () => {} }
}

export function finetapWay(name: string, options: CreateRecorderOptions): Way {
  const recorder = createRecorder(options)

  async function flush(): Promise<void> {
    await recorder.flush()
    const { captured, byStatus, dropped } = recorder.stats()
    // A figure for calls that were not captured, or not to their end, would be worth nothing.
    const isWhole = (byStatus.ok ?? 0) === captured && Object.keys(dropped).length === 0
    if (!isWhole) throw new Error(`finetap captured ${JSON.stringify(recorder.stats())}`)
  }

  return { name, handlers: [captureChat({ recorder })], flush, recorder }
}
