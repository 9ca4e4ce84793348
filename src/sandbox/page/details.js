import { groupActsHtml, smartHtml } from './company.js'
import { ask, paint } from './dialog.js'
import { lang } from './lang.js'
import { face } from './list.js'
import { escapeText } from './markdown.js'
import { getJson } from './net.js'
import { act, openRow, store } from './store.js'

const $ = (id) => document.getElementById(id)

const line = (label, value) => `<div class="fact"><span>${label}</span><b>${value}</b></div>`

const tagsHtml = (customer) =>
  customer.tagGroups
    .map(
      (group) =>
        `<p class="dim">${escapeText(group.name)}</p><div class="chips">${group.tags
          .map(
            (tag) =>
              `<button type="button" data-focus="tag-${escapeText(tag.id)}" data-tag="${escapeText(tag.id)}" aria-pressed="${customer.tags.includes(tag.id)}"${customer.alive ? '' : ' disabled'}>${escapeText(tag.name)}</button>`,
          )
          .join('')}</div>`,
    )
    .join('') || `<p class="dim">${lang.noTags}</p>`

const customerHtml = (
  customer,
) => `<div class="who"><i class="face customer" aria-hidden="true">${face(customer.name)}</i><div><b>${escapeText(customer.name)}</b><small>${lang.wechat}</small></div></div>
  <div class="fact"><span>${lang.remark}</span><b>${escapeText(customer.remark)}</b><button type="button" class="text" data-focus="remark" data-act="edit-remark"${customer.alive ? '' : ' disabled'}>${lang.editRemark}</button></div>
  ${line(lang.addedAt, escapeText(customer.addedAt))}${line(lang.addWay, escapeText(lang.addWays[customer.addWay] ?? `${customer.addWay}`))}${customer.state ? line(lang.channel, escapeText(customer.state)) : ''}${line(lang.colleagues, customer.colleagues.map((one) => escapeText(one.name)).join('、') || lang.nobodyElse)}${customer.groups.length > 0 ? line(lang.groupsOf, customer.groups.map(escapeText).join('、')) : ''}
  <button type="button" class="wide-key" data-profile>${lang.openProfile}</button>
  <h2>${lang.tags}</h2>${tagsHtml(customer)}<button type="button" class="wide-key" data-focus="company-tags" data-company-tags>${lang.manageTags}</button>`

const personHtml = (one) =>
  `<div class="person"><i class="face ${one.customer ? 'customer' : 'member'}" aria-hidden="true">${face(one.name)}</i><b>${escapeText(one.name)}</b>${one.customer ? `<small>${lang.wechat}</small>` : ''}</div>`

const groupHtml = (row) => groupActsHtml(row) + (row.people ?? []).map(personHtml).join('')

let present = null

/** WeCom's own tab beside the product's: what the client knows, and what a rep changes there by hand. */
export const showDetails = async () => {
  const row = openRow()
  const box = $('details')
  if (store.tab !== 'details' || !row) return
  if (row.kind === 'group') return void paint(box, groupHtml(row))
  if (row.kind === 'smart') return void paint(box, smartHtml(row))
  if (row.kind !== 'customer') return void paint(box, `<p class="note">${lang.noCustomer}</p>`)
  const { customer } = await getJson('customer', { rep: store.state.rep, id: row.id })
  present = customer
  paint(box, customer ? customerHtml(customer) : `<p class="note">${lang.noCustomer}</p>`)
}

export const toggleTag = (tag) => {
  const tags = present.tags.includes(tag) ? present.tags.filter((one) => one !== tag) : [...present.tags, tag]
  present = { ...present, tags }
  return act('set-tags', { id: present.id, tags })
}

export const editRemark = async (id) => {
  const row = openRow()
  const given = await ask(lang.editRemark, [{ name: 'remark', label: lang.remark, value: row?.remark ?? '' }])
  if (given) await act('edit-remark', { id, remark: given.remark })
}
