import { registerHooks } from 'node:module'
import { sourceUrls } from './source-urls.ts'

// Inside the repository no finetap is installed: the examples run on its sources, without a build, by
// node --import ./examples/from-source.ts examples/ollama-chat/main.ts

const sources = sourceUrls()

registerHooks({
  resolve(specifier, context, next) {
    const url = Object.hasOwn(sources, specifier) ? sources[specifier] : undefined
    return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
  },
})
