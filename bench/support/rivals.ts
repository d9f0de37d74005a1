import { readdir } from 'node:fs/promises'
import { field } from '../../src/core/field.ts'
import type { Rival, RivalDoor } from '../rivals/rival.ts'
import { unwrappedDoor, type Door, type Site } from './door.ts'

const FOLDER = new URL('../rivals/', import.meta.url)

/** The names of the rivals: the files of the folder, without their ending. */
export async function rivalNames(): Promise<readonly string[]> {
  const files = await readdir(FOLDER)
  return files.filter((file) => file.endsWith('.ts') && file !== 'rival.ts').map((file) => file.slice(0, -3))
}

export async function loadRival(name: string): Promise<Rival> {
  const module: unknown = await import(new URL(`${name}.ts`, FOLDER).href)
  const rival = field(module, 'rival')
  if (!isRival(rival)) throw new TypeError(`${name}.ts exports no rival`)
  return rival
}

export async function openRival(site: Site, rival: Rival): Promise<Door & Pick<RivalDoor, 'recorded'>> {
  return { ...unwrappedDoor(site), name: rival.name, ...(await rival.open(site)) }
}

function isRival(value: unknown): value is Rival {
  return typeof field(value, 'open') === 'function'
}
