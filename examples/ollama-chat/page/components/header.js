// @ts-check
import { html } from '../html.js'
import { openSheet, sheet, sheets } from '../state/layout.js'
import { models, switchToOllama } from '../state/models.js'
import { open } from '../state/sessions.js'
import { isDark, toggleTheme } from '../state/theme.js'
import { Icon, Mark } from './icon.js'

export function Header() {
  return html`
    <header class="bar" inert=${openSheet.value !== null}>
      ${sheets.value.sessions && html`<${SheetButton} name="sessions" label="Chats" icon="menu" />`}
      <div class="brand"><${Mark} /><span>finetap</span></div>
      <h1 class="bar-title"><bdi>${open.value.title}</bdi></h1>
      <div class="bar-side">
        <${ServerLabel} />
        <button
          type="button"
          class="icon-button"
          aria-label=${isDark() ? 'Switch to the light theme' : 'Switch to the dark theme'}
          onClick=${toggleTheme}
        >
          <${Icon} name=${isDark() ? 'sun' : 'moon'} />
        </button>
        ${sheets.value.dataset && html`<${SheetButton} name="dataset" label="Dataset" icon="layers" />`}
      </div>
    </header>
  `
}

/** Says what answers here: a demo is never taken for a model. */
function ServerLabel() {
  const list = models.value
  if (list === undefined) return null
  if (list.ollamaFound) {
    return html`<button type="button" class="chip chip-action" onClick=${switchToOllama}>Ollama found: switch</button>`
  }
  return list.server.kind === 'demo'
    ? html`<span class="chip chip-warn server-label">${list.server.label}</span>`
    : html`<span class="chip chip-ok server-label">${list.server.label}</span>`
}

/** @param {{ name: 'sessions' | 'dataset', label: string, icon: 'menu' | 'layers' }} props */
function SheetButton({ name, label, icon }) {
  const show = () => {
    sheet.value = name
  }
  return html`
    <button
      type="button"
      class="icon-button"
      aria-label=${label}
      aria-expanded=${openSheet.value === name}
      onClick=${show}
    >
      <${Icon} name=${icon} /><span class="sheet-name">${label}</span>
    </button>
  `
}
