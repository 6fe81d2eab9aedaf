# 71 The bot is silent while a person holds the talk, danger excepted: it says once how to stay safe, and alerts.
# rules: CMP-4 CMP-2
C> 人工
S> enquiries == 1 and held and severity == 'minor'
C> 昨天的事
B> ∅
C> 刹车失灵了
B> 这可能影响行车安全
O> other.1 客户：刹车失灵了
O> other.2 涉及安全
S> severity == 'safety' and held
C> 真的失灵了
B> ∅
S> held
