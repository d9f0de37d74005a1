import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The page as one script for the browser. */
export async function bundlePage(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: fileURLToPath(new URL('page.ts', import.meta.url)) },
    },
  })
  const [bundle] = [output].flat()
  const entry = bundle !== undefined && 'output' in bundle ? bundle.output[0] : undefined
  if (entry === undefined) throw new Error('the page was not built')
  return entry.code
}
