// @ts-check
import { useEffect } from 'preact/hooks'
import { html } from '../html.js'
import { stopOpen } from '../state/chat.js'
import { closeSheet, openSheet } from '../state/layout.js'
import { announcement } from '../state/notices.js'
import { open } from '../state/sessions.js'
import { dialog, closeDialog } from '../state/dialogs.js'
import { Banner } from './banner.js'
import { Composer, focusComposer } from './composer.js'
import { DatasetPanel } from './dataset-panel.js'
import { ForgetDialog } from './forget-dialog.js'
import { Header } from './header.js'
import { Notice } from './notice.js'
import { SessionList } from './session-list.js'
import { SettingsDialog } from './settings-dialog.js'
import { Sheet } from './sheet.js'
import { Thread } from './thread.js'

export function App() {
  useEffect(() => {
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    document.title = open.value.title === 'New chat' ? 'finetap chat' : `${open.value.title} · finetap chat`
  }, [open.value.title])
  const isUnder = openSheet.value !== null
  return html`
    <${Header} />
    <${Sheet} name="sessions" label="Chats"><${SessionList} /></${Sheet}>
    <main class="chat" inert=${isUnder} aria-label="Chat">
      <${Banner} />
      <${Thread} />
      <${Notice} />
      <${Composer} />
    </main>
    <${Sheet} name="dataset" label="Dataset"><${DatasetPanel} /></${Sheet}>
    ${isUnder && html`<div class="backdrop" onClick=${closeSheet}></div>`}
    ${dialog.value?.kind === 'settings' && html`<${SettingsDialog} onClose=${closeDialog} />`}
    ${dialog.value?.kind === 'forget' && html`<${ForgetDialog} session=${dialog.value.session} onClose=${closeDialog} />`}
    <div class="hidden" role="status" aria-live="polite">${announcement.value}</div>
  `
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return
  if (event.key === 'Escape') {
    if (openSheet.value === null) stopOpen()
    else closeSheet()
  }
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isField(event.target)) {
    event.preventDefault()
    closeSheet()
    focusComposer()
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof HTMLElement && target.closest('textarea, input:not([type=checkbox], [type=range])') !== null
}
