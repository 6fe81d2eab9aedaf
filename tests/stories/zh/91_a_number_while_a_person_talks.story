# 17 A number can be left while a clerk talks with the customer; what may be meant for the clerk grants nothing.
# rules: CON-1 CON-2 CON-3 CON-6 CMP-2
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
R> aftersales.1 li: /r A001 您好，方便留个电话吗？
B> 方便留个电话吗
S> held
T> +PT1M
C> 13800138000
B> ∅
O> aftersales.1 138****8000
S> phones == [] and ledger == []
C> 可以留电话
B> 不选就是不同意
B> 投诉处理（电话）
O! aftersales.1 】客户：
S> conversation == 'number' and step == 'consents' and held
C> 大概几点打来呀
B> ∅
O> aftersales.1 客户：大概几点打来呀
S> step == 'consents' and ledger == []
T> +PT1M
R> aftersales.1 li: /r A001 下午3点可以吗？
T> +PT1M
C> 可以
B> ∅
O> aftersales.1 客户：可以
S> step == 'consents' and ledger == [] and not consents.ticked
C> 3
B> ∅
O> aftersales.1 客户：3
S> step == 'consents' and ledger == []
C> 留电话
B> 不选就是不同意
C> 1
B> 只同意投诉处理（电话），其余不同意
O! aftersales.1 】客户：
S> step == 'phone' and ledger == []
T> +PT1M
R> aftersales.1 li: /r A001 好的
C> 我记一下号码啊
B> ∅
O> aftersales.1 客户：我记一下号码啊
C> 13800138000
B> 同意：投诉处理（电话）
B! 最后一个问题
O! aftersales.1 13800138000
S> consent('complaint', 'call') == 'given' and phones == ['+8613800138000'] and held
C> 谢谢
B> ∅
O> aftersales.1 客户：谢谢
