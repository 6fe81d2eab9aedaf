# 16 A message that is edited into words of danger alerts like any other.
# rules: CMP-4 STAFF-3
# profiles: telegram
C> 刹车有点响
C> 不会
C> [edit] 刹车失灵了！踩不住
B> 这可能影响行车安全
O> aftersales.1 请马上联系
S> step == "safety" or cases == 1
