# 6 Past reading of dates, echoed; the customer's words are kept.
# rules: CMP-1
C> 空调不制冷
C> [press 不会]
C> 10月3号早上
B> 2024年10月3日
B! 2025年10月
S> when[0].startswith('2024-10-0') and words.when == '10月3号早上'
C> 不对，是上周四
B> 已改为3月6日（周四）
S> state.when == 'corrected' and '2024年10月3日' in earlier.when[0]
