// Elements are made here and nowhere else; what people wrote is only ever set as text.

export const $ = (id) => document.getElementById(id);

export function make(tag, { text, on, data, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.includes('-')) element[name] = value;
    else element.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value;
  for (const [name, handler] of Object.entries(on ?? {})) element.addEventListener(name, handler);
  element.append(...children.filter(Boolean));
  return element;
}

export function options(select, entries, chosen = select.value) {
  const same = entries.length === select.options.length
    && entries.every(([value, label], n) => select.options[n].value === value && select.options[n].text === label);
  if (!same) select.replaceChildren(...entries.map(([value, label]) => make('option', { value, text: label })));
  if (entries.some(([value]) => value === chosen)) select.value = chosen;
}

export function badge(element, count) {
  element.hidden = !count;
  element.textContent = count > 99 ? '99+' : String(count);
}

export function notice(text, bad = false) {
  const shown = make('div', { className: bad ? 'notice bad' : 'notice', text });
  $('notices').append(shown);
  setTimeout(() => shown.remove(), bad ? 6000 : 3500);
}

// Enter sends, Shift+Enter is a new line; Enter that ends an input method's word does neither.
export function writesLikeAMessenger(textarea) {
  const grow = () => {
    textarea.style.height = 'auto';
    textarea.style.height = `${Math.min(textarea.scrollHeight + 2, 130)}px`;
  };
  textarea.addEventListener('input', grow);
  textarea.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    textarea.form.requestSubmit();
  });
  return grow;
}

const beijing = (parts) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...parts });
const hourAndMinute = beijing({ hour: '2-digit', minute: '2-digit' });
const dayAndTime = beijing({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const whole = beijing({ year: 'numeric', month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = beijing({ year: 'numeric', month: '2-digit', day: '2-digit' });

// Some browsers write the weekday right behind the day.
export const wholeTime = (instant) => whole.format(instant).replace(/(\d)(周|星期)/, '$1 $2');
export function shortTime(instant, now) {
  return day.format(instant) === day.format(now) ? hourAndMinute.format(instant) : dayAndTime.format(instant);
}
export function forInput(instant) {
  return new Date(instant.getTime() + 8 * 3600e3).toISOString().slice(0, 19);
}
