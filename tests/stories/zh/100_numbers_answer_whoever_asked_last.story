# 17 A number answers whoever asked last: a clerk's own 1 and 2 are no choices of ours, and grant nothing.
# rules: CON-6 CMP-2 STAFF-3
C> 空调突然不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
B> 已登记
T> +PT1M
R> aftersales.1 li: /r A001 哪天方便来？1 周六 2 周日
T> +PT1M
C> 2
B> ∅
O> aftersales.1 客户：2
C> 查进度
B> ∅
O> aftersales.1 客户：查进度
C> 1
B> ∅
O> aftersales.1 客户：1
S> ledger == [] and conversation == 'idle'
