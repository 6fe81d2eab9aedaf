# Safety words in ordinary text: cards in tiers 2 and 3, advice, the form goes on; filing turns ZX into TS.
# rules: CMP-4 CMP-2 CMP-3
C> 昨天刹车失灵了
B> 请先停在安全的地方
B> 影响行车安全吗
O> aftersales.2 涉及安全
O> aftersales.3 涉及安全
O> aftersales.1 昨天刹车失灵了
S> enquiries == 1 and severity == 'safety' and step == 'safety' and not any_held
C> 不会
B> 在哪里发生的？
S> safety == 'no' and case.severity == 'safety'
C> 绕城高速
O> aftersales.1 绕城高速
C> 星驰S7
C> 23000
C> 去年5月
C> 维修
C> 没有
C> 提交
B> 已登记，编号TS20250312-0001
O> aftersales.1 客户已提交投诉
S> cases == 1 and complaints == 1 and severity == 'safety' and earlier_number.startswith('ZX')
S> wrote == ['昨天刹车失灵了', '不会', '绕城高速', '星驰S7', '23000', '去年5月', '维修', '没有', '提交']
S> case.facts['safety'].value == 'no'
