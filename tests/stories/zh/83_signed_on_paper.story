# Staff key in what he signed on paper: he reads it at once, and one tap ends it.
# rules: CON-12 CON-8
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
R> aftersales.1 li: /登记同意 A001 保养提醒 聊天 3月10日
O> aftersales.1 还差凭证
S> ledger == []
C> 我没有同意
B> 没有别人替您登记过的同意
S> ledger == []
