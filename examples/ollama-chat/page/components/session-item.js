// @ts-check
/** @import { SessionEntry } from '../types.d.ts' */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { running } from '../state/answering.js'
import { dialog } from '../state/dialogs.js'
import { closeSheet } from '../state/layout.js'
import { openId, openSession, rename } from '../state/sessions.js'
import { Menu } from './menu.js'
import { useReturnFocus } from './return-focus.js'

/** @param {{ session: SessionEntry }} props */
export function SessionItem({ session }) {
  const [isRenaming, setRenaming] = useState(false)
  const { near, giveBack } = useReturnFocus('.session-title')
  const stopRenaming = () => {
    setRenaming(false)
    giveBack()
  }
  const isOpen = openId.value === session.id
  const choose = () => {
    openSession(session.id)
    closeSheet()
  }
  if (isRenaming) return html`<li><${TitleField} session=${session} onDone=${stopRenaming} /></li>`
  const askToForget = () => {
    dialog.value = { kind: 'forget', session }
  }
  const items = [
    { label: 'Rename', act: () => setRenaming(true) },
    { label: 'Delete and forget', tone: 'menu-item-bad', act: askToForget },
  ]
  return html`
    <li ref=${near} class=${`session ${isOpen ? 'session-open' : ''}`}>
      <button type="button" class="session-title" aria-current=${isOpen ? 'page' : undefined} onClick=${choose}>
        <span><bdi>${session.title}</bdi></span>
        ${running.value.has(session.id) && html`<span class="pulse" role="img" aria-label="is being answered"></span>`}
      </button>
      <${Menu} label=${`Actions for ${session.title}`} items=${items} />
    </li>
  `
}

/** @param {{ session: SessionEntry, onDone: () => void }} props */
function TitleField({ session, onDone }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null))
  const isOver = useRef(false)
  useLayoutEffect(() => field.current?.select(), [])
  const finish = (/** @type {boolean} */ keeps) => {
    if (isOver.current) return
    isOver.current = true
    if (keeps) rename(session.id, field.current?.value ?? '')
    onDone()
  }
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
    event.preventDefault()
    finish(event.key === 'Enter')
  }
  return html`
    <input
      ref=${field}
      class="field session-field"
      aria-label="Name of this chat"
      maxlength="60"
      dir="auto"
      value=${session.title}
      onKeyDown=${onKeyDown}
      onBlur=${() => finish(true)}
    />
  `
}
