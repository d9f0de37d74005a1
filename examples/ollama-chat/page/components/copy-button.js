// @ts-check
import { useEffect, useState } from 'preact/hooks'
import { html } from '../html.js'
import { notify } from '../state/notices.js'
import { Icon } from './icon.js'

const SHOWN_MS = 1_500

/** @param {{ text: string, label: string }} props */
export function CopyButton({ text, label }) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const onClick = async () => setCopied(await copyText(text))
  return html`
    <button
      type="button"
      class="icon-button"
      aria-label=${isCopied ? 'Copied' : label}
      title=${label}
      onClick=${onClick}
    >
      <${Icon} name=${isCopied ? 'check' : 'copy'} />
    </button>
  `
}

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    notify('This browser does not let the page copy')
    return false
  }
}
