const icon = (paths) =>
  `<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`

export const ICONS = {
  messages: icon('<path d="M4 5h16v11H11l-4 3.5V16H4z"/><path d="M8 9.5h8M8 12.5h5"/>'),
  members: icon(
    '<circle cx="9" cy="9" r="3.2"/><path d="M3.5 19c.6-3.4 2.8-5 5.5-5s4.9 1.6 5.5 5"/><path d="M15 6.3a3 3 0 0 1 0 5.4M17 14.6c1.9.6 3.1 2.1 3.5 4.4"/>',
  ),
  workbench: icon(
    '<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
  ),
  events: icon('<path d="M4 12h3.5l2.5-6.5 4 13 2.5-6.5H20"/>'),
  control: icon('<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>'),
  back: icon('<path d="M14.5 5.5 8 12l6.5 6.5"/>'),
  close: icon('<path d="M6 6l12 12M18 6 6 18"/>'),
  reload: icon('<path d="M19 12a7 7 0 1 1-2.1-5"/><path d="M19.5 3.5V8H15"/>'),
  phone: icon('<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>'),
  theme: icon('<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>'),
  panel: icon('<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M14.5 5v14"/>'),
}
