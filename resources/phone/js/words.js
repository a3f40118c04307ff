/** Every sentence of the page, Chinese and English side by side, and the language that holds. */
const WORDS = {
  app: ["会员小程序", "Member mini-program"],
  tab_shop: ["逛逛", "Shop"],
  tab_wishes: ["心愿", "Wishes"],
  tab_code: ["会员码", "My code"],
  tab_bag: ["购物袋", "Bag"],
  tab_mine: ["我的", "Mine"],
  back: ["返回", "Back"],
  theme: ["深浅色", "Light or dark"],
  language: ["English", "切换到中文"],
  offline: ["暂时连不上商城，正在重试 · 会员码照常可用", "Cannot reach the mall, trying again · your code still works"],
  offline_act: ["连不上商城，这一步稍后再试", "Cannot reach the mall: try this again later"],
  unexpected: ["出了点问题，请再试一次", "Something went wrong, please try again"],
  retry: ["再试一次", "Try again"],
  not_found: ["这个页面不在了", "That page is gone"],

  welcome: ["欢迎光临", "Welcome"],
  stands_for: [
    "这个页面代替品牌的微信小程序，用来演示和测试。真实的小程序由微信完成登录；这里直接选一位演示会员。",
    "This page stands for the brand's WeChat mini-program, for demonstration and tests. There WeChat signs her in; here you choose a demo member.",
  ],
  choose_member: ["选一位会员进入", "Continue as"],
  by_last_four: ["按手机尾号找会员", "Find a member by the last four digits"],
  last_four: ["手机尾号 4 位", "Last 4 digits of the phone"],
  nobody: ["没有尾号为 {last4} 的会员", "No member's number ends in {last4}"],
  sign_out: ["退出，换一位会员", "Sign out, choose another member"],
  not_demo: ["这个商城不是演示环境，不能在网页上登录。", "This mall is not a demonstration, so nobody can sign in on a web page."],

  level_basic: ["普通会员", "Member"],
  level_silver: ["银卡会员", "Silver member"],
  level_gold: ["金卡会员", "Gold member"],
  level_black: ["黑卡会员", "Black member"],
  points: ["积分", "Points"],
  stored: ["储值 {amount}", "Stored value {amount}"],
  show_code: ["到店请出示会员码", "Show this code at the counter"],
  new_code: ["换一个新码", "Show a new code"],
  next_in: ["{seconds} 秒后自动更新，点码立即换", "New code in {seconds} s, or tap it"],
  kept_code: ["离线备用码，{seconds} 秒后更换", "Kept for offline, next in {seconds} s"],
  code_spent: ["备用码已用完，请用下方条形码", "No codes left offline: use the barcode below"],
  card_no: ["会员卡号（扫不了码时用）", "Card number, when the code cannot be scanned"],
  member_code: ["会员二维码", "Member QR code"],
  card_code: ["会员卡条形码", "Card barcode"],

  search_hint: ["搜名称、款号", "Search name or code"],
  everything: ["全部", "All"],
  is_new: ["新款", "New"],
  sold_out: ["售罄", "Sold out"],
  nothing_found: ["没有找到“{text}”，换个词试试", 'Nothing found for "{text}", try another word'],
  more: ["再看一些", "Show more"],
  wish: ["加入心愿单", "Add to wishes"],
  unwish: ["移出心愿单", "Remove from wishes"],
  wished: ["已加入心愿单，店员也会看到", "Added to your wishes; the shop sees it too"],
  unwished: ["已移出心愿单", "Removed from your wishes"],
  no_wishes: ["点心形收藏，到店时店员会替你备好", "Tap a heart: the shop will have it ready when you come"],
  go_shop: ["去逛逛", "Browse the shop"],
  try_wishes: ["预约试穿心愿单", "Book a try-on of these"],

  member_price: ["会员价", "Member"],
  colour: ["颜色", "Colour"],
  size: ["尺码", "Size"],
  choose_size: ["请先选尺码", "Choose a size first"],
  one_size: ["均码", "One size"],
  style_code: ["款号", "Style"],
  material: ["面料", "Material"],
  fit_small: ["偏小，建议大一码", "Runs small: try a size up"],
  fit_true: ["正常版型", "True to size"],
  fit_large: ["偏大，建议小一码", "Runs large: try a size down"],
  fit: ["版型", "Fit"],
  stock_by_shop: ["各店现货", "In the shops"],
  in_stock: ["有货", "In stock"],
  last_pieces: ["仅剩 {n} 件", "{n} left"],
  out: ["缺货", "Out of stock"],
  book_try_on: ["预约试穿", "Book a try-on"],
  add_to_bag: ["加入购物袋", "Add to bag"],
  added: ["已加入购物袋", "Added to your bag"],
  most: ["一款最多 {n} 件", "At most {n} of each"],

  book_title: ["预约试穿", "Book a try-on"],
  which_shop: ["到哪家店", "Which shop"],
  which_day: ["哪一天", "Which day"],
  which_time: ["几点到", "What time"],
  today: ["今天", "Today"],
  tomorrow: ["明天", "Tomorrow"],
  free_rooms: ["余 {n} 间", "{n} free"],
  full: ["约满", "Full"],
  no_slots: ["这一天没有可约的时段了", "No times left on this day"],
  garments: ["试穿哪些", "What to try"],
  add_from_wishes: ["从心愿单添加", "Add from wishes"],
  my_size: ["我的尺码", "My size"],
  my_size_means: ["选“我的尺码”，店里按您的试穿和购买记录备货", "With My size, the shop prepares what fits by your purchases and try-ons"],
  no_garments: ["先选要试的衣服，店员会提前备好", "Choose what to try and the shop prepares it"],
  most_garments: ["一次最多试 {n} 件", "Up to {n} pieces at a time"],
  note: ["给店员留言（可不填）", "A note for the shop (optional)"],
  note_hint: ["例如：想配周末婚礼", "For example: for a wedding at the weekend"],
  confirm_booking: ["确认预约", "Book it"],
  choose_time: ["请先选到店时间", "Choose a time first"],
  choose_garments: ["请先选要试的衣服", "Choose what to try first"],
  booked: ["预约成功，店里马上收到", "Booked: the shop sees it now"],
  rooms: ["{n} 间试衣间", "{n} fitting rooms"],
  metres: ["{n} 米", "{n} m"],
  kilometres: ["{n} 公里", "{n} km"],
  from_here: ["距离从演示位置“{place}”算起", "Distances from the demo location, {place}"],

  booking: ["试穿预约", "Try-on booking"],
  bookings: ["我的预约", "My bookings"],
  no_bookings: ["还没有预约，看中的衣服可以先约再试", "No bookings yet: book first, try in the shop"],
  booking_booked: ["已预约", "Booked"],
  booking_checked_in: ["已到店", "Checked in"],
  booking_done: ["已完成", "Done"],
  booking_cancelled: ["已取消", "Cancelled"],
  booking_no_show: ["未到店", "Missed"],
  room: ["{n} 号试衣间", "Fitting room {n}"],
  show_booking: ["到店出示，或报后面的数字", "Show it in the shop, or say the digits"],
  booking_code: ["预约二维码", "Booking QR code"],
  cancel_booking: ["取消预约", "Cancel the booking"],
  cancel_sure: ["再点一次确认取消", "Tap again to cancel"],
  cancelled: ["已取消", "Cancelled"],
  diary: ["试穿日记", "Try-on diary"],
  diary_empty: ["试穿结果会在这里留下，下次选尺码更准", "What you try is kept here and makes your next size surer"],
  verdict_kept: ["留下了", "Kept"],
  verdict_too_small: ["偏小", "Too small"],
  verdict_too_big: ["偏大", "Too big"],
  verdict_not_colour: ["颜色不合", "Not the colour"],
  verdict_not_style: ["款式不合", "Not the style"],
  verdict_price: ["再想想价格", "The price"],
  verdict_untried: ["没试", "Not tried"],
  verdict_waiting: ["待试", "To try"],
  their_note: ["留言", "Note"],

  bag_empty: ["购物袋是空的", "Your bag is empty"],
  order_title: ["下单到店取", "Order for pickup"],
  pieces: ["共 {n} 件", "{n} pieces"],
  piece: ["共 1 件", "1 piece"],
  total: ["合计", "Total"],
  fewer: ["少一件", "One fewer"],
  another: ["多一件", "One more"],
  remove: ["移除", "Remove"],
  all_here: ["全部有货", "Everything in stock"],
  some_missing: ["缺 {n} 件", "{n} missing"],
  choose_pickup: ["到哪家店取", "Collect from"],
  nowhere: ["没有一家店备齐，请减少件数", "No shop has all of it: take fewer pieces"],
  way_pickup: ["下单到店取", "Order for pickup"],
  way_till: ["扫码购 · 柜台付", "Scan & go"],
  show_basket: ["到收银台出示，一扫全部录入", "Show it at the till: one scan rings up all"],
  basket_code: ["购物袋二维码", "QR code of the bag"],
  basket_honest: ["适合已拿在手里的商品。价格和优惠以收银台为准。", "For goods you carry. Prices and offers: at the till."],
  new_basket: ["换一个新码", "New code"],
  basket_offline: [
    "连不上商城，还出不了码。网络恢复后再试，也可以到收银台逐件扫吊牌。",
    "Cannot reach the mall, so there is no code yet. Try again in a moment, or have the labels scanned at the till.",
  ],
  paid_at_till: ["已在柜台付款，清空购物袋", "Paid at the till: empty the bag"],
  empty_sure: ["再点一次确认清空", "Tap again to empty it"],
  bag_emptied: ["购物袋已清空", "Your bag is empty now"],
  pay: ["小程序支付", "Pay in mini-program"],
  pay_honest: ["演示支付：点一下即视为已付款，不会真的扣钱。", "Demonstration payment: one tap counts as paid, no money moves."],
  placed: ["下单成功，店里开始备货", "Ordered: the shop is picking it"],

  order: ["到店取订单", "Pickup order"],
  orders: ["我的订单", "My orders"],
  no_orders: ["还没有订单", "No orders yet"],
  order_pending: ["等门店确认", "Waiting for the shop"],
  order_declined: ["门店未能留货，未扣款", "Not kept, nothing charged"],
  order_pending_how: [
    "这家门店暂时联系不上。确认有货后才扣款，没有货就不扣，会在这里告诉你。",
    "This shop is out of touch for now. You pay only once it has confirmed the goods; it is told here either way.",
  ],
  order_promised: ["备货中", "Being picked"],
  order_ready: ["待取货", "Ready to collect"],
  order_handed_over: ["已取货", "Collected"],
  order_cancelled: ["已取消，款项退回", "Cancelled, refunded"],
  order_expired: ["逾期未取", "Not collected"],
  step_paid: ["已付款", "Paid"],
  show_order: ["取货时出示，或报后面的数字", "Show it to collect, or say the digits"],
  order_code: ["取货二维码", "Pickup QR code"],
  collect_by: ["请在 {day} 前取货", "Collect by {day}"],
  cancel_order: ["取消订单", "Cancel the order"],
  order_no: ["订单号", "Order"],

  coupons: ["优惠券", "Coupons"],
  no_coupons: ["暂时没有优惠券", "No coupons at the moment"],
  spend_over: ["满 {amount} 可用", "On {amount} or more"],
  no_threshold: ["无门槛", "No minimum"],
  until: ["{day} 前有效", "Until {day}"],
  coupon_used: ["已使用", "Used"],
  coupon_expired: ["已过期", "Expired"],
  purchases: ["门店消费", "Bought in shops"],
  no_purchases: ["在门店买的会自动出现在这里", "What you buy in a shop appears here by itself"],
  earned: ["+{n} 积分", "+{n} points"],
  see_all: ["查看全部", "See all"],
  coming: ["即将到来", "Coming up"],
  loading: ["正在加载", "Loading"],
};

const chosen = localStorage.getItem("phone.language");
let language = chosen ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

/** The language that holds: "zh" or "en". */
export const currentLanguage = () => language;

/** Change and remember the language. */
export function setLanguage(next) {
  language = next;
  localStorage.setItem("phone.language", next);
  dress();
}

/** Tell the browser the page's language, for fonts, line breaks and screen readers. */
export function dress() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("app");
}

/** A sentence by its name, with its places filled. */
export function say(name, places = {}) {
  const pair = WORDS[name];
  if (!pair) throw new Error(`no sentence named ${name}`);
  return pair[language === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, place) => places[place]);
}

/** A text that the hub gave in both languages. */
export const both = (text) => (text ? (language === "zh" ? text.zh || text.en : text.en || text.zh) : "");
