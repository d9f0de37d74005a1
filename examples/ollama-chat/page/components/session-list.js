// @ts-check
/** @import { SessionEntry } from '../types.d.ts' */
import { html } from '../html.js'
import { dialog } from '../state/dialogs.js'
import { closeSheet, sheets } from '../state/layout.js'
import { otherHost } from '../state/models.js'
import { entries, startNew } from '../state/sessions.js'
import { focusComposer } from './composer.js'
import { Icon } from './icon.js'
import { Notice } from './notice.js'
import { SessionItem } from './session-item.js'

const DAY_MS = 86_400_000

export function SessionList() {
  return html`
    <div class="panel-head">
      <button type="button" class="button new-chat" onClick=${onNew}><${Icon} name="plus" />New chat</button>
      ${
        sheets.value.sessions &&
        html`
          <button type="button" class="icon-button" aria-label="Close" onClick=${closeSheet}>
            <${Icon} name="close" />
          </button>
        `
      }
    </div>
    <nav class="sessions" aria-label="Your chats">
      ${entries.value.length === 0 && html`<p class="sessions-empty">Your chats will be listed here.</p>`}
      ${groupsOf(entries.value).map(group)}
    </nav>
    <${Notice} sheet="sessions" />
    <div class="panel-foot">
      <button type="button" class="nav-item" onClick=${openSettings}><${Icon} name="settings" />Settings</button>
      <p class="caption">${whereAnswersComeFrom()}</p>
    </div>
  `
}

function whereAnswersComeFrom() {
  const host = otherHost.value
  if (host === undefined) return ''
  return host === '' ? 'Nothing leaves this machine' : `Answers come from ${host}`
}

function openSettings() {
  dialog.value = { kind: 'settings' }
}

function onNew() {
  startNew()
  closeSheet()
  focusComposer()
}

/** @param {[string, readonly SessionEntry[]]} group */
function group([day, sessions]) {
  return html`
    <section key=${day} aria-label=${day}>
      <h2 class="caption">${day}</h2>
      <ul>
        ${sessions.map((session) => html`<${SessionItem} key=${session.id} session=${session} />`)}
      </ul>
    </section>
  `
}

/**
 * @param {readonly SessionEntry[]} sessions
 * @returns {[string, readonly SessionEntry[]][]}
 */
function groupsOf(sessions) {
  const today = new Date().setHours(0, 0, 0, 0)
  const groups = Object.groupBy(sessions, ({ updatedAt }) => {
    if (updatedAt >= today) return 'Today'
    if (updatedAt >= today - DAY_MS) return 'Yesterday'
    return updatedAt >= today - 7 * DAY_MS ? 'Last 7 days' : 'Earlier'
  })
  return Object.entries(groups)
}
