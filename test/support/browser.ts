import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

// npm ci clears it, so that the browser always fits its package: it would be taken from the temp folder unseen.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))

/** A headless browser. Linux brings its own, elsewhere an installed Chrome is used. The first start unpacks 200 MB. */
export async function openBrowser(): Promise<Browser> {
  return process.platform === 'linux' ? openPackaged() : chromium.launch({ channel: 'chrome' })
}

async function openPackaged(): Promise<Browser> {
  await mkdir(CACHE, { recursive: true })
  const before = process.env['TMPDIR']
  // The package unpacks into the temp folder, which it reads when it is imported and again when it is asked.
  process.env['TMPDIR'] = CACHE
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    // Not the package's own arguments: they run all pages in one process, which ends with the first of them, and
    // they switch web security off.
    return await chromium.launch({
      args: ['--no-sandbox', '--disable-gpu'],
      executablePath: await packaged.executablePath(),
      headless: true,
    })
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
