// @ts-check
/** @import { SessionEntry } from '../types.d.ts' */
import { useState } from 'preact/hooks'
import { html } from '../html.js'
import { forget } from '../state/forget.js'
import { messageOf } from '../state/server.js'
import { focusComposer } from './composer.js'
import { Dialog } from './dialog.js'

/** @param {{ session: SessionEntry, onClose: () => void }} props */
export function ForgetDialog({ session, onClose }) {
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const act = async () => {
    setBusy(true)
    try {
      await forget(session.id)
      onClose()
      focusComposer()
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }
  return html`
    <${Dialog} title="Delete this chat and forget it?" onClose=${onClose}>
      <p>
        “<bdi>${session.title}</bdi>” goes from this browser, and its rows are erased from the log: no dataset that you
        export from now on holds them. This cannot be undone.
      </p>
      ${problem && html`<p class="problem" role="alert">Nothing was deleted. ${problem}</p>`}
      <div class="dialog-actions">
        <button type="button" class="button" onClick=${onClose}>Cancel</button>
        <button type="button" class="button button-bad" disabled=${isBusy} onClick=${act}>Delete and forget</button>
      </div>
    </${Dialog}>
  `
}
