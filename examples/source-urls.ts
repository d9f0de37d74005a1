import { readFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)

/** Where the source of each public entry point lies: `finetap/ollama` is `src/adapters/ollama/index.ts`. */
export function sourceUrls(): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(publicExports()).flatMap(sourceOf))
}

function publicExports(): { readonly [subpath: string]: unknown } {
  const { exports }: { readonly exports: { readonly [subpath: string]: unknown } } = JSON.parse(
    readFileSync(new URL('package.json', root), 'utf8'),
  )
  return exports
}

/** `./dist/adapters/ollama/index.js` is built from `./src/adapters/ollama/index.ts`. */
function sourceOf([subpath, target]: readonly [string, unknown]): readonly (readonly [string, string])[] {
  if (typeof target !== 'string' || !target.startsWith('./dist/')) return []
  const file = target.replace('./dist/', './src/').replace(/\.js$/, '.ts')
  return [[`finetap${subpath.slice(1)}`, new URL(file, root).href]]
}
