// @ts-check
import { render } from 'preact'
import { html } from './html.js'
import { App } from './components/app.js'
import { running } from './state/answering.js'
import { watchDataset } from './state/dataset.js'
import { watchWidth } from './state/layout.js'
import { watchModels } from './state/models.js'
import { followOtherTabs } from './state/sessions.js'
import { watchTheme } from './state/theme.js'

watchTheme()
watchWidth()
watchModels()
watchDataset()
followOtherTabs((id) => running.value.has(id))

const root = document.getElementById('app')
if (root !== null) render(html`<${App} />`, root)
