import { fileURLToPath } from 'node:url'
import express, { type RequestHandler, type Router } from 'express'

const PAGE = fileURLToPath(new URL('../page/', import.meta.url))

/** The modules that the page imports, by the name under which its import map finds them. */
const VENDOR: { readonly [name: string]: string } = {
  'preact.js': import.meta.resolve('preact'),
  'preact-hooks.js': import.meta.resolve('preact/hooks'),
  'signals.js': import.meta.resolve('@preact/signals'),
  'signals-core.js': import.meta.resolve('@preact/signals-core'),
  'htm.js': import.meta.resolve('htm'),
  'marked.js': import.meta.resolve('marked'),
  'dompurify.js': import.meta.resolve('dompurify'),
}

/** The page as it lies in `page/`, and its modules out of `node_modules`: nothing is built, nothing comes from elsewhere. */
export function pageFiles(): Router {
  const router = express.Router()
  router.get('/vendor/:name', vendorFile())
  // Browsers ask again each time, and get 304: an edited page is there at once.
  router.use(
    express.static(PAGE, {
      cacheControl: false,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    }),
  )
  return router
}

function vendorFile(): RequestHandler {
  return (request, response, next) => {
    const name = String(request.params['name'])
    const url = Object.hasOwn(VENDOR, name) ? VENDOR[name] : undefined
    if (url === undefined) {
      next()
      return
    }
    response.set({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
    response.sendFile(fileURLToPath(url), { cacheControl: false }, (error) => {
      if (error) next(error)
    })
  }
}
