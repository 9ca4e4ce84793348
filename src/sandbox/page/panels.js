import { consoleHtml } from './console.js'
import { paint } from './dialog.js'
import { lang } from './lang.js'
import { face } from './list.js'
import { escapeText } from './markdown.js'
import { store } from './store.js'

const repHtml = (rep) => {
  const on = rep.userid === store.state.rep
  return `<div class="person"><i class="face member" aria-hidden="true">${face(rep.name)}</i><div><b>${escapeText(rep.name)}</b><span>${escapeText(rep.position)} · ${escapeText(rep.userid)}</span></div><button type="button" class="text" data-focus="rep-${escapeText(rep.userid)}" data-rep="${escapeText(rep.userid)}"${on ? ' disabled' : ''}>${on ? lang.isMe : lang.switchRep}</button>${on ? '' : `<button type="button" class="text" data-focus="leaves-${escapeText(rep.userid)}" data-leaves="${escapeText(rep.userid)}">${lang.leaves}</button>`}</div>`
}

const robotHtml = (robot) =>
  `<div class="person"><i class="face robot" aria-hidden="true">${face(robot.name)}</i><div><b>${escapeText(robot.name)}</b><span class="url">${escapeText(robot.url)}</span></div><button type="button" class="text" data-focus="copy-${escapeText(robot.url)}" data-copy="${escapeText(robot.url)}">${lang.copy}</button></div>`

export const showMembers = (panel) => {
  const departments = [...new Set(store.state.reps.map((rep) => rep.department))]
  const people = departments.map(
    (name) =>
      `<h2>${escapeText(name)}</h2>${store.state.reps
        .filter((rep) => rep.department === name)
        .map(repHtml)
        .join('')}`,
  )
  paint(
    panel,
    `<div class="page"><h1>${escapeText(store.state.company || lang.members)}</h1>${people.join('')}${consoleHtml()}<h2>${lang.robots}</h2><p class="dim">${lang.robotsHint}</p>${store.state.robots.map(robotHtml).join('')}<button type="button" class="wide-key" data-focus="add-robot" data-add-robot>${lang.addRobot}</button><h2>${lang.smartRobots}</h2><p class="dim">${lang.smartRobotsHint}</p><button type="button" class="wide-key" data-focus="add-smart" data-add-smart>${lang.addSmartRobot}</button><h2>${lang.kfTitle}</h2><p class="dim">${lang.kfHint}</p><button type="button" class="wide-key" data-focus="kf-customer" data-kf-customer>${lang.kfEnter}</button></div>`,
  )
}

export const showWorkbench = (panel) =>
  paint(
    panel,
    `<div class="page"><h1>${lang.workbenchTitle}</h1><div class="tiles"><button type="button" class="tile" data-focus="tile" data-open-app><i aria-hidden="true">掌</i><b>${lang.appName}</b><span>${lang.appHint}</span></button></div></div>`,
  )
