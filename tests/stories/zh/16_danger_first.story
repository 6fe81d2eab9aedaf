# 16 Danger first: advice, no form question, an alert; the form knows it afterwards.
# rules: CMP-4
C> 我在高速上，车头冒烟了
B> 请马上
B> 靠边停车熄火
B> 护栏外
B> 119
B> 12122
B> 不要打开机盖
B> 要他马上联系您吗
B> 1 要 2 不用
B! 公里
B! 影响行车安全吗
O> aftersales.1 客户可能正有危险
O> aftersales.2 涉及安全
O> aftersales.3 涉及安全
S> severity == 'safety' and enquiries == 1 and step == 'danger'
S> safety == 'yes' and '冒烟' in shown.phenomenon and not any_held
C> [press 不用]
B> 请先保证人身安全
B> 是什么时候发生的？
S> step == 'when' and not any_held
C> 昨天
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
B> 已登记，编号TS20250312-0001
S> cases == 1 and complaints == 1 and severity == 'safety' and earlier_number.startswith('ZX')
S> len(wrote) == len(set(wrote)) + 3 and wrote[0] == '我在高速上，车头冒烟了'
