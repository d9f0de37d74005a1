import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

// npm ci clears it, so the browser fits its package. In the temp folder any older one would be taken unseen.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))

/** A headless browser. Linux brings its own, elsewhere an installed Chrome is used. The first start unpacks 200 MB. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux') return chromium.launch({ channel: 'chrome' })
  // Not with the package's own arguments: they run all pages in one process, which ends with the first of them, and
  // they switch web security off.
  return chromium.launch({ args: ['--no-sandbox', '--disable-gpu'], executablePath: await unpacked(), headless: true })
}

async function unpacked(): Promise<string> {
  const executable = join(CACHE, 'chromium')
  if (existsSync(executable)) return executable
  // Several test files can be the first: each unpacks for itself, and what is done first is what all take.
  const own = `${CACHE}-${randomUUID()}`
  await mkdir(own, { recursive: true })
  await unpackInto(own)
  await rename(own, CACHE).catch(() => rm(own, { recursive: true, force: true }))
  return executable
}

async function unpackInto(folder: string): Promise<void> {
  const before = process.env['TMPDIR']
  // The package unpacks into the temp folder, and lets nobody choose another.
  process.env['TMPDIR'] = folder
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    await packaged.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
