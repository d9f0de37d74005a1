import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workplace } from './part.ts'
import type { RivalDoor } from '../rivals/rival.ts'
import { generate, prepareAnswer } from './calls.ts'
import type { Door, Site } from './door.ts'
import { storeFolder } from './finetap.ts'
import { singleMessages } from './requests.ts'
import { seenBy } from './stub.ts'

/** The marks of this process's questions and answers that a door has recorded, and the bytes that it sent. */
export type Recorded = { readonly marks: ReadonlySet<string>; readonly bytes: number }

const OWN_MARK = new RegExp(`^(?:question|answer)-${process.pid}\\d{9}$`)

/** Looks at what was written, or at what the stub received. */
export async function recordedBy(door: Door & Partial<RivalDoor>, { stub, folder }: Workplace): Promise<Recorded> {
  if (door.recorded !== undefined) return { marks: ownMarks(await door.recorded().catch(() => '')), bytes: 0 }
  if (door.name === 'finetap') return { marks: ownMarks(await readFolder(storeFolder(folder))), bytes: 0 }
  const { marks, bytes } = await seenBy(stub)
  return { marks: new Set(marks.filter((mark) => OWN_MARK.test(mark))), bytes }
}

/** Makes one call, so that nothing is measured that does not record. Throws when its question is not found. */
export async function requireRecording(site: Site, door: Door, workplace: Workplace): Promise<void> {
  const request = singleMessages(2_048)()
  prepareAnswer(site, request)
  await generate(door, 'app', request)
  await door.flush()
  const { marks } = await recordedBy(door, workplace)
  if (![...marks].some((mark) => JSON.stringify(request).includes(mark)))
    throw new Error(`${door.name} records nothing`)
}

function ownMarks(text: string): ReadonlySet<string> {
  return new Set(text.match(/(?:question|answer)-\d+/g)?.filter((mark) => OWN_MARK.test(mark)))
}

async function readFolder(folder: string): Promise<string> {
  const files = await readdir(folder).catch(() => [])
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return texts.join('\n')
}
